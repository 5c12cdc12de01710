#pragma once

#include <CLI/CLI.hpp>

namespace zeroth::host {

/// The value of an option has to be a number from `low` to `high`. The parser's own check of a
/// range takes what is not a number.
void check_number(CLI::Option& option, double low, double high);

}  // namespace zeroth::host
