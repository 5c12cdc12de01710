#include "host/cli/guarded_main.h"

#include <fmt/format.h>

#include <exception>
#include <system_error>

#include "host/base/exit_code.h"
#include "host/base/json.h"
#include "host/base/messages.h"
#include "host/base/out_of_memory.h"
#include "host/base/problem.h"
#include "host/cli/output.h"

namespace zeroth::host {
namespace {

/// Names of files are bytes; what is handed on and written down is JSON, which is UTF-8.
bool is_of_text(const std::exception& error) {
  constexpr int kInvalidUtf8 = 316;
  const auto* of_json = dynamic_cast<const Json::type_error*>(&error);
  return of_json && of_json->id == kInvalidUtf8;
}

std::string message_of(const std::exception& error, const std::string& program) {
  if (dynamic_cast<const Failure*>(&error)) return error.what();
  if (const auto* of_file = dynamic_cast<const Error*>(&error)) return render(of_file->problem());
  if (is_of_text(error)) {
    return render({"a name is not UTF-8", "", {error.what()}, "rename the file, or what holds it"});
  }
  switch (exit_code_of(error)) {
    case Exit::io:
      return render({"the system refused input or output", "", {error.what()}, ""});
    case Exit::run_failed:
      return render(out_of_memory(error, "", ""));
    default:
      return fmt::format("error: {} failed unexpectedly; please report this\n  why    {}", program,
                         error.what());
  }
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
  } catch (const std::exception& error) {
    say(message_of(error, program));
    return static_cast<int>(is_of_text(error) ? Exit::usage : exit_code_of(error));
  }
}

}  // namespace zeroth::host
