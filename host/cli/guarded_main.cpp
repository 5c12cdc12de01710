#include "host/cli/guarded_main.h"

#include <fmt/format.h>

#include <exception>
#include <system_error>

#include "host/base/messages.h"
#include "host/base/out_of_memory.h"
#include "host/base/problem.h"
#include "host/cli/output.h"

namespace zeroth::host {
namespace {

int report(Exit code, const std::string& text) {
  say(text);
  return static_cast<int>(code);
}

/// An error of standard output is told as such, whoever met it first.
int with_output(const std::function<int()>& body) {
  try {
    return finish_output(body());
  } catch (const std::system_error&) {
    finish_output(0);
    throw;
  }
}

}  // namespace

int guarded_main(const std::string& program, const std::function<int()>& body) {
  try {
    return with_output(body);
  } catch (const Failure& failure) {
    return report(failure.code(), failure.what());
  } catch (const Error& error) {
    return report(exit_of(error.fault()), render(error.problem()));
  } catch (const std::system_error& error) {
    return report(Exit::io, render({"the system refused input or output", "", {error.what()}, ""}));
  } catch (const std::exception& error) {
    if (is_out_of_memory(error)) {
      return report(Exit::run_failed, render(out_of_memory(error, "", "")));
    }
    return report(Exit::internal,
                  fmt::format("error: {} failed unexpectedly; please report this\n  why    {}",
                              program, error.what()));
  }
}

}  // namespace zeroth::host
