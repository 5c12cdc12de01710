#include "host/cli/worker_death.h"

#include <fmt/format.h>

#include <csignal>
#include <cstring>

#include "host/base/problem.h"
#include "host/base/signals.h"

namespace zeroth::host {
namespace {

constexpr const char* kGoOn = "a run goes on from its last checkpoint with --resume";

[[noreturn]] void report_crash(const std::string& why, const std::string& trace) {
  const std::string text = trace.c_str();  // up to the first zero byte
  const auto newline = text.find('\n');
  if (newline == std::string::npos) {
    throw Failure(
        Exit::internal,
        {"zeroth-worker crashed", "", {why}, fmt::format("please report this; {}", kGoOn)});
  }
  const std::string plugin = text.substr(0, newline);
  throw Failure(Exit::internal,
                {fmt::format("plugin {} crashed in {}", plugin, text.substr(newline + 1)),
                 "",
                 {why},
                 fmt::format("report it to the author of {}; {}", plugin, kGoOn)});
}

}  // namespace

void report_worker_death(int signal, const std::string& trace) {
  if (asks_to_stop(signal)) throw Failure(stopped_exit(signal), {stopped_word(signal), "", {}, ""});
  if (signal == SIGPIPE || signal == SIGQUIT) die_of(signal);
  const std::string why = fmt::format("signal {} ({})", signal, strsignal(signal));
  if (signal != SIGKILL) report_crash(why, trace);
  throw Failure(Exit::run_failed,
                {"zeroth-worker was killed",
                 "",
                 {why, "the system does this to the largest program when memory runs out"},
                 kGoOn});
}

}  // namespace zeroth::host
