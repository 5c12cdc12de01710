#include "host/cli/guarded_main.h"

#include <fmt/format.h>

#include <cstring>
#include <exception>
#include <new>
#include <system_error>

#include "host/base/address_space.h"
#include "host/base/messages.h"
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

/// LibTorch throws an error of its own where it gets no memory.
bool lacks_memory(const std::exception& error) {
  return dynamic_cast<const std::bad_alloc*>(&error) ||
         std::strstr(error.what(), "can't allocate memory");
}

}  // namespace

int guarded_main(const std::string& program, const std::function<int()>& body) {
  try {
    return with_output(body);
  } catch (const Failure& failure) {
    return report(failure.code(), failure.what());
  } catch (const std::system_error& error) {
    return report(Exit::io, render({"the system refused input or output", "", {error.what()}, ""}));
  } catch (const std::exception& error) {
    if (lacks_memory(error)) return report(Exit::run_failed, render(out_of_memory()));
    return report(Exit::internal,
                  fmt::format("error: {} failed unexpectedly; please report this\n  why    {}",
                              program, error.what()));
  }
}

}  // namespace zeroth::host
