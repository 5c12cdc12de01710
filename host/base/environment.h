#pragma once

#include <string>

namespace zeroth::host {

/// The value of a variable of the environment; empty where it is not set.
std::string environment(const char* name);

}  // namespace zeroth::host
