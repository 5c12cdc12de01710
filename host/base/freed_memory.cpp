#include "host/base/freed_memory.h"

#include <malloc.h>

namespace zeroth::host {

void keep_freed_memory() {
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, -1);
}

}  // namespace zeroth::host
