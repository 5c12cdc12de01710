#include <memory>
#include <string>

#include "host/cli/command_tree.h"
#include "host/cli/commands.h"
#include "host/cli/listen_options.h"
#include "host/cli/worker_process.h"
#include "host/runs/run_name.h"

namespace zeroth::host {
namespace {

constexpr int kWatchPort = 8090;

struct WatchOptions : ListenOptions {
  WatchOptions() { port = kWatchPort; }

  std::string folder = kRunsFolder;
};

int watch(const WatchOptions& options) {
  const Json request = {
      {"command", "watch"},
      {"options", {{"folder", options.folder}, {"host", options.host}, {"port", options.port}}}};
  return run_worker(request, /*threads=*/1).exit_code;
}

}  // namespace

void add_watch(CLI::App& app, const SetExit& exit) {
  auto options = std::make_shared<WatchOptions>();
  CLI::App* command = app.add_subcommand(
      "watch", "Show runs in a browser while they run: progress, curves, reports");
  command->add_option("folder", options->folder, "Folder of runs, a study's, or one run")
      ->type_name(kDirectoryType)
      ->capture_default_str();
  options->add_listen_to(*command);
  command->footer(
      "Nothing in the folder is changed. There is no password: leave --host as it is and come by\n"
      "ssh -L 8090:localhost:8090, or put a server that has one in front.\n\n"
      "Examples:\n  zeroth watch\n  zeroth watch runs --port 0");
  command->callback([options, exit] { exit(watch(*options)); });
}

}  // namespace zeroth::host
