// zeroth-worker: the half of Zeroth that loads LibTorch and plugins. `zeroth` starts it.
#include <unistd.h>

#include <cstdio>

#include "host/base/freed_memory.h"
#include "host/base/interrupt.h"
#include "host/cli/guarded_main.h"
#include "host/cli/worker_commands.h"
#include "host/cli/worker_request.h"
#include "host/cli/worker_start.h"

namespace {

/// Ends the process without its libraries' destructors: LibTorch takes its thousands of operators
/// out of their tables one by one, a fifth of what loading them had cost. Nothing waits for them:
/// what the worker's own functions held is gone, files are whole, and plugins were never unloaded.
[[noreturn]] void leave(int exit_code) {
  std::fflush(nullptr);  // also of what a plugin printed
  _exit(exit_code);
}

}  // namespace

int main(int argc, char** argv) {
  leave(zeroth::host::guarded_main("zeroth-worker", [&] {
    zeroth::host::obey_interrupts(getppid());
    zeroth::host::keep_freed_memory();
    zeroth::host::take_blas_buffers();
    return zeroth::host::run_worker_command(zeroth::host::read_worker_request(argc, argv));
  }));
}
