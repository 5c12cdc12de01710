#include "host/cli/output.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "host/base/printable.h"
#include "host/base/problem.h"

namespace zeroth::host {

void print_json(const Json& document) {
  constexpr int kIndent = 2;
  print_text(document.dump(kIndent, ' ', false, Json::error_handler_t::replace) + "\n");
}

void print_text(const std::string& text) { fmt::print("{}", printable(text)); }

void print_notice(const std::string& text) { fmt::print(stderr, "{}\n", printable(text)); }

int finish_output(int exit_code) {
  if (std::fflush(stdout) == 0 && !std::ferror(stdout)) return exit_code;
  throw Failure(Exit::io,
                {"cannot write the result", "standard output", {std::strerror(errno)}, ""});
}

}  // namespace zeroth::host
