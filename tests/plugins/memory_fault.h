#pragma once

#include <ATen/ops/empty.h>
#include <c10/util/Exception.h>

#include <cstdint>
#include <cstdlib>
#include <new>
#include <sstream>
#include <string>

/// Memory ends where and when MEMORY_ENDS says: "loss 8 processor" is at the eighth call of that
/// place in this process, with what a processor, a GPU or the standard library then throws. Without
/// the variable there is enough, so that a run can go on.
inline void take_memory(const std::string& place) {
  const char* told = std::getenv("MEMORY_ENDS");
  if (!told) return;
  std::istringstream words(told);
  std::string where, kind;
  int call = 0;
  words >> where >> call >> kind;
  static int calls = 0;
  if (where != place || ++calls != call) return;
  if (kind == "processor") at::empty({std::int64_t{1} << 50}, at::kByte);
  TORCH_CHECK(
      kind != "gpu",
      "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 139.81 "
      "GiB of which 1.06 GiB is free. Including non-PyTorch memory, this process has 138.74 "
      "GiB memory in use.");
  throw std::bad_alloc();
}
