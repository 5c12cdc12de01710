#pragma once

#include <string>

namespace zeroth::host {

/// The text as a field of CSV (RFC 4180): in quotes where it holds a comma, a quote or the end of a
/// line.
std::string csv_field(const std::string& text);

}  // namespace zeroth::host
