#pragma once

#include <functional>
#include <string>

namespace zeroth::host {

/// Runs what a program does and says on standard error why it failed, if it did.
/// @return the program's exit code.
int guarded_main(const std::string& program, const std::function<int()>& body);

}  // namespace zeroth::host
