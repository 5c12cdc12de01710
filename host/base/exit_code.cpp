#include "host/base/exit_code.h"

#include <system_error>

#include "host/base/out_of_memory.h"

namespace zeroth::host {

Exit exit_code_of(const std::exception& error) {
  if (const auto* failure = dynamic_cast<const Failure*>(&error)) return failure->code();
  if (const auto* of_file = dynamic_cast<const Error*>(&error)) return exit_of(of_file->fault());
  if (dynamic_cast<const std::system_error*>(&error)) return Exit::io;
  return is_out_of_memory(error) ? Exit::run_failed : Exit::internal;
}

bool is_stop(Exit code) {
  return code == Exit::interrupted || code == Exit::terminated || code == Exit::retry;
}

}  // namespace zeroth::host
