#include "host/cli/worker_death.h"

#include <fmt/format.h>

#include <csignal>
#include <cstring>
#include <sstream>
#include <vector>

#include "host/base/call_trace.h"
#include "host/base/problem.h"
#include "host/base/signals.h"

namespace zeroth::host {
namespace {

constexpr const char* kGoOn = "a run goes on from its last checkpoint with --resume";

[[noreturn]] void report_crash(const std::string& why, const std::string& trace) {
  std::vector<std::string> reasons{why};
  std::istringstream places(CallTrace::crash_in(trace));
  for (std::string place; std::getline(places, place);) reasons.push_back(place);
  const std::string text = CallTrace::call_in(trace);
  const auto newline = text.find('\n');
  if (newline == std::string::npos) {
    throw Failure(Exit::internal, {"zeroth-worker crashed", "", reasons,
                                   fmt::format("please report this; {}", kGoOn)});
  }
  const std::string plugin = text.substr(0, newline);
  throw Failure(Exit::internal,
                {fmt::format("plugin {} crashed in {}", plugin, text.substr(newline + 1)), "",
                 reasons, fmt::format("report it to the author of {}; {}", plugin, kGoOn)});
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
