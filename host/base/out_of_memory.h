#pragma once

#include <exception>
#include <string>

#include "host/base/problem.h"

namespace zeroth::host {

/// Whether an exception says that memory could not be had: std::bad_alloc, or one of LibTorch,
/// which has no type of its own for it on the CPU, or whose size cannot even be counted.
bool is_out_of_memory(const std::exception& error);

/// What to tell of it. `who` is a component, or empty for the program itself.
Problem out_of_memory(const std::exception& error, const std::string& who, std::string where);

}  // namespace zeroth::host
