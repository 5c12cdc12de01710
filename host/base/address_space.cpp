#include "host/base/address_space.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include <vector>

namespace zeroth::host {
namespace {

/// The limit that `ulimit -v` sets, in words; empty where there is none.
std::vector<std::string> limit_text() {
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return {};
  return {
      fmt::format("the address space of this process is limited to {} MiB", limit.rlim_cur >> 20)};
}

}  // namespace

Problem out_of_memory() {
  const bool limited = !limit_text().empty();
  return {"there is not enough memory", "", limit_text(),
          limited ? "raise the limit (`ulimit -v unlimited`)"
                  : "use a smaller batch or fewer threads, or a machine with more memory"};
}

bool has_address_space(std::size_t bytes) {
  // No memory is taken: what cannot be touched is not counted.
  void* space = mmap(nullptr, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (space == MAP_FAILED) return false;
  munmap(space, bytes);
  return true;
}

}  // namespace zeroth::host
