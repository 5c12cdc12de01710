#include "host/cli/output.h"

#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

#include "host/base/messages.h"
#include "host/base/printable.h"
#include "host/base/problem.h"
#include "host/base/signals.h"
#include "host/base/standard_streams.h"

namespace zeroth::host {

void print_json(const Json& document) {
  constexpr int kIndent = 2;
  print_text(document.dump(kIndent, ' ', false, Json::error_handler_t::replace) + "\n");
}

void print_text(std::string_view text) {
  erase_drawn_line();
  fmt::print("{}", printable(text));
}

void print_now(std::string_view text) {
  print_text(text);
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
