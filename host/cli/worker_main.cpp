// zeroth-worker: the half of Zeroth that loads LibTorch and plugins. `zeroth` starts it.
#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <cstdio>
#include <exception>

#include "host/base/freed_memory.h"
#include "host/base/out_of_memory.h"
#include "host/base/problem.h"
#include "host/cli/output.h"
#include "host/cli/worker_commands.h"
#include "host/cli/worker_request.h"

namespace {

using zeroth::host::Exit;

int report(const std::exception& error, Exit code) {
  fmt::print(stderr, "{}\n", error.what());
  return static_cast<int>(code);
}

}  // namespace

int main(int argc, char** argv) {
  zeroth::host::keep_freed_memory();
  try {
    return zeroth::host::finish_output(
        zeroth::host::run_worker_command(zeroth::host::read_worker_request(argc, argv)));
  } catch (const zeroth::host::Failure& failure) {
    return report(failure, failure.code());
  } catch (const std::exception& error) {
    if (zeroth::host::is_out_of_memory(error)) {
      fmt::print(stderr, "{}\n", render(zeroth::host::out_of_memory(error, "", "")));
      return static_cast<int>(Exit::run_failed);
    }
    fmt::print(stderr, "error: zeroth-worker failed unexpectedly; please report this\n  why    ");
    return report(error, Exit::internal);
  }
}
