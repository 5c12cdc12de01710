#pragma once

#include <string>

namespace zeroth::host {

/// The value of --threads: a number, or "auto" for all processors that this process may use.
/// @throws Failure(usage) naming the command.
int thread_count(const std::string& text, const std::string& command);

}  // namespace zeroth::host
