#include "host/base/address_space.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/resource.h>

namespace zeroth::host {

bool has_address_space(std::size_t bytes) {
  // No memory is taken: what cannot be touched is not counted.
  void* space = mmap(nullptr, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (space == MAP_FAILED) return false;
  munmap(space, bytes);
  return true;
}

std::string address_space_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return "";
  return fmt::format("the address space of this process is limited to {} MiB",
                     limit.rlim_cur >> 20);
}

}  // namespace zeroth::host
