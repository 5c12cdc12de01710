#pragma once

#include <string>

#include "host/base/json.h"

namespace zeroth::host {

/// The result document of a run for people: a table, and a sentence about everything in it. Lines
/// break at that many columns.
std::string result_text(const Json& result, std::size_t columns = 80);

/// The document of a dry run for people.
std::string dry_run_text(const Json& report);

}  // namespace zeroth::host
