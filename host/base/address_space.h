#pragma once

#include <cstddef>
#include <string>

namespace zeroth::host {

/// Whether so many bytes of address space are left beside what is used.
bool has_address_space(std::size_t bytes);

/// The limit that `ulimit -v` set for this process, in words; empty where there is none.
std::string address_space_limit();

}  // namespace zeroth::host
