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

constexpr std::size_t kMebibyte = std::size_t{1} << 20;

/// Ends this process where BLAS would not get its buffers, for which it may ask for ever, beside
/// the rest of what is allocated until then.
void check_address_space(int buffers, std::size_t rest) {
  constexpr std::size_t kBuffer = 128 * kMebibyte;  // of OpenBLAS
  if (has_address_space(rest + kBuffer * static_cast<std::size_t>(buffers))) return;
  say(render(out_of_memory("", "", "")));
  _exit(static_cast<int>(Exit::run_failed));
}

/// BLAS makes its threads and takes their buffers while it is loaded, before main() and before
/// every constructor of this program. What stands here comes even before the libraries'
/// constructors.
void before_all() {
  block_signals();
  const char* threads = std::getenv("OPENBLAS_NUM_THREADS");
  check_address_space(std::max(threads ? std::atoi(threads) : 1, 1), 128 * kMebibyte);
}

[[gnu::section(".preinit_array"), gnu::used]] void (*const kBeforeAll)() = before_all;

}  // namespace

void take_blas_buffers() {
  check_address_space(1, 16 * kMebibyte);  // some take that of this thread at its first product
  const at::Tensor matrix = at::ones({256, 256});  // a small one needs no buffer
  at::mm(matrix, matrix);
}

}  // namespace zeroth::host
