#include "host/base/freed_memory.h"

#include <malloc.h>

namespace zeroth::host {

void keep_freed_memory() {
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, -1);
}

void give_back_freed_memory() {
  constexpr int kLarge = 1 << 20;
  mallopt(M_MMAP_MAX, 1 << 16);
  mallopt(M_MMAP_THRESHOLD, kLarge);
  mallopt(M_TRIM_THRESHOLD, 4 * kLarge);
  mallopt(M_ARENA_MAX, 1);
}

}  // namespace zeroth::host
