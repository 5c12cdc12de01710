#include "host/cli/output.h"

#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

#include "host/base/problem.h"
#include "host/base/signals.h"
#include "host/base/standard_streams.h"

namespace zeroth::host {

void print_json(const Json& document) {
  constexpr int kIndent = 2;
  fmt::print("{}\n", document.dump(kIndent, ' ', false, Json::error_handler_t::replace));
}

void print_now(std::string_view text) {
  fmt::print("{}", text);
  finish_output(0);
}

int finish_output(int exit_code) {
  if (std::fflush(stdout) == 0 && !std::ferror(stdout)) return exit_code;
  const int error = errno;
  if (nobody_reads_output()) die_of(SIGPIPE);
  throw Failure(Exit::io,
                {"cannot write the result", "standard output", {std::strerror(error)}, ""});
}

}  // namespace zeroth::host
