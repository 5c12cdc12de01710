#pragma once

#include <string>

namespace zeroth::host {

/// The text with small letters for A to Z; other bytes stay, UTF-8 among them.
std::string lower_case(std::string text);

}  // namespace zeroth::host
