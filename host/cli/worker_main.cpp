// zeroth-worker: the half of Zeroth that loads LibTorch and plugins. `zeroth` starts it.
#include <unistd.h>

#include "host/base/freed_memory.h"
#include "host/base/interrupt.h"
#include "host/cli/guarded_main.h"
#include "host/cli/worker_commands.h"
#include "host/cli/worker_request.h"
#include "host/cli/worker_start.h"

int main(int argc, char** argv) {
  return zeroth::host::guarded_main("zeroth-worker", [&] {
    zeroth::host::obey_interrupts(getppid());
    zeroth::host::keep_freed_memory();
    zeroth::host::take_blas_buffers();
    return zeroth::host::run_worker_command(zeroth::host::read_worker_request(argc, argv));
  });
}
