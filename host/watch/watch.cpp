#include "host/watch/watch.h"

#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "host/base/freed_memory.h"
#include "host/base/interrupt.h"
#include "host/base/messages.h"
#include "host/base/printable.h"
#include "host/base/signals.h"
#include "host/http/listener.h"
#include "host/http/server.h"

namespace zeroth::host {
namespace {

// How soon a signal is obeyed.
constexpr std::chrono::milliseconds kBetweenLooks{100};

/// Until a signal came and everybody is gone.
int answer_until_stopped(Server& server) {
  int signal = 0;
  while (!server.is_done()) {
    std::this_thread::sleep_for(kBetweenLooks);
    if (signal != 0 || (signal = InterruptGuard::pending()) == 0) continue;
    server.stop();
  }
  return signal;
}

}  // namespace

WatchRequest parse_watch_request(const Json& document) {
  const Json& options = document.at("options");
  return {options.at("folder").get<std::string>(), options.at("host").get<std::string>(),
          options.at("port").get<int>()};
}

int watch(const WatchRequest& request, const ReportMaker& report,
          const std::function<void(const std::string&)>& announce) {
  const InterruptGuard guard;
  give_back_freed_memory();
  WatchedFolder folder(request.folder);
  Listener listener(request.host, request.port);
  WatchSite site(folder, report, HostNames(listener, request.host));
  Server server(listener, site, HttpLimits());
  if (!listener.is_loopback()) {
    say("warning: whoever reaches this machine can see the runs: there is no password, and nothing "
        "is encrypted");
  }
  announce(fmt::format("watching {} on {} (Ctrl-C stops it)\n", printable_line(request.folder),
                       url_of(request.host, listener.port())));
  const int signal = answer_until_stopped(server);
  say(fmt::format("{}: {} requests were answered, and none is left", stopped_word(signal),
                  site.answers()));
  return static_cast<int>(stopped_exit(signal));
}

}  // namespace zeroth::host
