#include "host/cli/worker_start.h"

#include <ATen/ops/mm.h>
#include <ATen/ops/ones.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "host/base/address_space.h"
#include "host/base/messages.h"
#include "host/base/out_of_memory.h"
#include "host/base/signals.h"

namespace zeroth::host {
namespace {

/// Ends this process where BLAS would not get the buffers of its threads.
void check_address_space() {
  constexpr std::size_t kBuffer = std::size_t{128} << 20;  // of OpenBLAS, for each thread
  constexpr std::size_t kRest = std::size_t{128} << 20;    // what is allocated until then
  const char* threads = std::getenv("OPENBLAS_NUM_THREADS");
  const int count = std::max(threads ? std::atoi(threads) : 1, 1);
  if (has_address_space(kRest + kBuffer * static_cast<std::size_t>(count))) return;
  say(render(out_of_memory("", "", "")));
  _exit(static_cast<int>(Exit::run_failed));
}

/// BLAS makes its threads and takes their buffers while it is loaded, before main() and before
/// every constructor of this program. What stands here comes even before the libraries'
/// constructors.
void before_all() {
  block_signals();
  check_address_space();
}

[[gnu::section(".preinit_array"), gnu::used]] void (*const kBeforeAll)() = before_all;

}  // namespace

void take_blas_buffers() {
  const at::Tensor matrix = at::ones({256, 256});  // a small one needs no buffer
  at::mm(matrix, matrix);
}

}  // namespace zeroth::host
