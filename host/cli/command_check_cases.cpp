#include <memory>

#include "host/cli/command_tree.h"
#include "host/cli/commands.h"
#include "host/cli/device_option.h"
#include "host/cli/plugin_options.h"
#include "host/cli/worker_process.h"

namespace zeroth::host {
namespace {

struct CheckCasesOptions {
  PluginOptions plugins;
  std::vector<std::string> files;
  std::string device = "cpu";
  bool json = false;
};

int check_cases(const CheckCasesOptions& options) {
  const PluginIndex index = options.plugins.index();
  announce_replaced(index, {});
  const Json request = {{"command", "check-cases"},
                        {"files", options.files},
                        {"plugins", plugin_files(index, {})},
                        {"options", {{"json", options.json}, {"device", options.device}}}};
  return run_worker(request, /*threads=*/1).exit_code;
}

}  // namespace

void add_check_cases(CLI::App& app, const SetExit& exit) {
  auto options = std::make_shared<CheckCasesOptions>();
  CLI::App* command =
      app.add_subcommand("check-cases", "Compare plugins and metrics with golden numbers");
  command->add_option("files", options->files, "Files of golden cases")
      ->type_name(kFileType)
      ->required();
  add_device(*command, options->device, "Where plugins compute");
  command->add_flag("--json", options->json, "Print JSON");
  options->plugins.add_to(*command);
  command->footer("Example:\n  zeroth check-cases tests/golden/ood.energy.json");
  command->callback([options, exit] { exit(check_cases(*options)); });
}

}  // namespace zeroth::host
