#include <fmt/format.h>

#include <memory>

#include "host/base/problem.h"
#include "host/cli/commands.h"
#include "host/cli/output.h"
#include "host/cli/plugin_options.h"

namespace zeroth::host {
namespace {

struct Options {
  PluginOptions plugins;
  PipelineRequest request;
  bool json = false;
};

Json to_json(const std::vector<Problem>& problems) {
  Json array = Json::array();
  for (const Problem& one : problems) {
    array.push_back({{"what", one.what}, {"where", one.where}, {"why", one.why}, {"fix", one.fix}});
  }
  return array;
}

int validate(Options& options) {
  options.request.allow_unset_environment = true;
  try {
    load_checked(options.request, options.plugins.index());
  } catch (const Failure& failure) {
    if (!options.json) throw;
    print_json({{"valid", false}, {"problems", to_json(failure.problems())}});
    return static_cast<int>(failure.code());
  }
  if (options.json) {
    print_json({{"valid", true}, {"problems", Json::array()}});
  } else {
    fmt::print("{} is valid\n", options.request.file.string());
  }
  return 0;
}

}  // namespace

void add_validate(CLI::App& app, const SetExit& exit) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("validate", "Check a pipeline without running it");
  add_pipeline_to(*command, options->request);
  command->add_flag("--json", options->json, "Print JSON");
  options->plugins.add_to(*command);
  command->footer(
      "Examples:\n  zeroth validate pipelines/quickstart.json\n"
      "  zeroth validate my.json --set ood.use=ood.energy --json");
  command->callback([options, exit] { exit(validate(*options)); });
}

}  // namespace zeroth::host
