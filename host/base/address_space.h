#pragma once

#include <cstddef>

#include "host/base/problem.h"

namespace zeroth::host {

/// Whether so many bytes of address space are left beside what is used.
bool has_address_space(std::size_t bytes);

/// What is said where memory cannot be had. It names the limit of this process (`ulimit -v`), if it
/// has one.
Problem out_of_memory();

}  // namespace zeroth::host
