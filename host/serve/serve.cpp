#include "host/serve/serve.h"

#include <fmt/format.h>

#include <chrono>

#include "host/base/freed_memory.h"
#include "host/base/interrupt.h"
#include "host/base/messages.h"
#include "host/base/printable.h"
#include "host/base/progress.h"
#include "host/base/signals.h"
#include "host/http/listener.h"
#include "host/http/server.h"
#include "host/model/loaded_model.h"
#include "host/precision/run_precision.h"
#include "host/serve/model_site.h"
#include "host/serve/scorer.h"

namespace zeroth::host {
namespace {

// How soon a signal is obeyed.
constexpr std::chrono::milliseconds kWorkSlice{100};

void warn_of_strangers(const Listener& listener) {
  if (listener.is_loopback()) return;
  say("warning: whoever reaches this machine can use the model: there is no password, and nothing "
      "is encrypted");
}

/// Until a signal came and everybody is gone.
int answer_until_stopped(Server& server, Scorer& scorer) {
  int signal = 0;
  while (!server.is_done()) {
    scorer.work(kWorkSlice);
    if (signal != 0 || (signal = InterruptGuard::pending()) == 0) continue;
    server.stop();
  }
  return signal;
}

}  // namespace

ServeRequest parse_serve_request(const Json& document) {
  const Json& options = document.at("options");
  ServeRequest request;
  request.model = options.at("model").get<std::string>();
  request.plugins = document.at("plugins").get<std::map<std::string, std::string>>();
  request.backbone = options.at("backbone").get<std::string>();
  request.host = options.at("host").get<std::string>();
  request.port = options.at("port").get<int>();
  request.limits.body = options.at("max_body").get<std::size_t>() << 20;
  request.limits.rows = options.at("max_rows").get<std::int64_t>();
  request.limits.time = std::chrono::seconds(options.at("timeout").get<std::int64_t>());
  return request;
}

int serve(const ServeRequest& request, const std::function<void(const std::string&)>& announce) {
  const InterruptGuard guard;
  give_back_freed_memory();
  Listener listener(request.host, request.port);
  const LoadedModel model(read_model(request.model), Composer(request.plugins, {}));
  Progress silent(ProgressMode::none, stderr);
  // As its run computed.
  const RunPrecision precision(model.card().at("pipeline"), model.device(), silent);
  Scorer scorer(model, request.limits.time);
  const auto pictures = served_pictures(model, request.backbone);
  ModelSite site({model, pictures.get()}, scorer, request.limits,
                 HostNames(listener, request.host));
  Server server(listener, site, request.limits);
  warn_of_strangers(listener);
  announce(fmt::format("serving {} on {} (Ctrl-C stops it)\n",
                       printable_line(model.card().at("name").get<std::string>()),
                       url_of(request.host, listener.port())));
  const int signal = answer_until_stopped(server, scorer);
  say(fmt::format("{}: {} requests were answered, and none is left", stopped_word(signal),
                  site.answers()));
  return static_cast<int>(stopped_exit(signal));
}

}  // namespace zeroth::host
