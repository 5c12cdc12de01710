#pragma once

#include <exception>
#include <string>

#include "host/base/problem.h"

namespace zeroth::host {

/// Whether an exception says that memory could not be had: std::bad_alloc, or one of LibTorch,
/// which has no type of its own for it on the CPU, or whose size cannot even be counted.
bool is_out_of_memory(const std::exception& error);

/// What to tell where memory cannot be had. It names the limit of this process (`ulimit -v`), if it
/// has one.
/// @param who   what asked for it, as a call of a component; empty for the program itself
/// @param where as in Problem
/// @param why   what is known besides; may be empty
Problem out_of_memory(const std::string& who, std::string where, std::string why);
/// The same of such an exception: `why` is how much it was that could not be had.
Problem out_of_memory(const std::exception& error, const std::string& who, std::string where);

}  // namespace zeroth::host
