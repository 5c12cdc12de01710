#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "host/base/problem.h"
#include "host/cli/command_tree.h"
#include "host/cli/commands.h"
#include "host/cli/device_option.h"
#include "host/cli/output.h"
#include "host/cli/plugin_options.h"
#include "host/cli/problems_json.h"
#include "host/cli/validate_plugins.h"
#include "host/cli/worker_process.h"
#include "host/pipeline/used_plugins.h"

namespace zeroth::host {
namespace {

struct ValidateOptions {
  PluginOptions plugins;
  PipelineRequest request;
  PluginValidation kit;
  std::string target;
  bool all = false, json = false;
  std::vector<const CLI::Option*> for_plugins;
};

/// A data reader that checks its parameters together is made, without reading anything: what it
/// refuses is wrong with the pipeline. Returns the exit code.
int make_reader(const Pipeline& pipeline, const PluginIndex& index, bool json) {
  const std::vector<std::string> readers = used_plugins(pipeline.document.at("data"));
  const auto validates = [&](const std::string& id) {
    return index.description(*index.find(id)).validates;
  };
  if (std::none_of(readers.begin(), readers.end(), validates)) return 0;
  return run_worker({{"command", "make-reader"},
                     {"pipeline", pipeline.document},
                     {"origins", pipeline.origins},
                     {"plugins", plugin_files(index, readers)},
                     {"json", json}},
                    1)
      .exit_code;
}

int validate_pipeline(ValidateOptions& options) {
  options.request.file = options.target;
  options.request.allow_unset_environment = true;
  try {
    const PluginIndex index = options.plugins.index();
    const Pipeline pipeline = load_checked(options.request, index);
    announce_replaced(index, used_plugins(pipeline.document));
    const int refused = make_reader(pipeline, index, options.json);
    if (refused != 0) return refused;
  } catch (const Failure& failure) {
    if (!options.json) throw;
    print_json(invalid_json(failure.problems()));
    return static_cast<int>(failure.code());
  }
  if (options.json) {
    print_json({{"valid", true}, {"problems", Json::array()}});
  } else {
    print_format("{} is valid\n", options.request.file.string());
  }
  return 0;
}

[[noreturn]] void wrong_usage(const std::string& what) {
  throw Failure(Exit::usage, {what, "zeroth validate", {}, "zeroth validate --help"});
}

void expect_none(const std::vector<const CLI::Option*>& given, const char* remark) {
  for (const CLI::Option* one : given) {
    if (one->count() > 0) wrong_usage(one->get_name() + remark);
  }
}

int validate(ValidateOptions& options) {
  if (options.all == !options.target.empty()) {
    wrong_usage("give one pipeline, plugin file or plugin id, or --all");
  }
  if (!options.all && !means_plugin(options.target)) {
    expect_none(options.for_plugins, " is for plugins, and this is a pipeline");
    return validate_pipeline(options);
  }
  if (options.all && !options.request.sets.empty()) {
    wrong_usage("--set is for one plugin or pipeline, and --all means every plugin");
  }
  options.kit.target = options.target;
  options.kit.sets = options.request.sets;
  options.kit.json = options.json;
  return validate_plugins(options.kit, options.plugins);
}

void add_kit_options(CLI::App& command, ValidateOptions& options) {
  PluginValidation& kit = options.kit;
  command.add_flag("--all", options.all, "Check every plugin that is found");
  options.for_plugins = {
      command.add_option("--include", kit.include, "Only checks whose name this expression finds")
          ->type_name("REGEX"),
      command
          .add_option("--strict", kit.strictness,
                      "1: loads and has the right shapes, 2: also numbers, 3: also science")
          ->check(CLI::Range(1, 3))
          ->capture_default_str(),
      command.add_option("--seed", kit.seed, "Of everything that a check draws")
          ->capture_default_str(),
      command.add_option("--cases", kit.cases, "Also reproduce these golden numbers")
          ->type_name("FILE"),
      add_device(command, kit.device, "What other-device compares with the CPU")
          ->capture_default_str(),
      command.add_option("--limit", kit.seconds, "Seconds after which a check is stopped")
          ->check(CLI::PositiveNumber)
          ->capture_default_str(),
      command.add_option("--jobs", kit.at_once, "Checks at a time; default: one per processor")
          ->check(CLI::PositiveNumber),
      command.add_flag("--in-process", kit.in_process,
                       "All checks in one process, for a debugger: a crash ends them")};
}

}  // namespace

void add_validate(CLI::App& app, const SetExit& exit) {
  auto options = std::make_shared<ValidateOptions>();
  CLI::App* command = app.add_subcommand(
      "validate",
      "Check a pipeline without running it, or put a plugin through the conformance kit");
  command
      ->add_option("target", options->target,
                   "Pipeline file, name of an installed pipeline, plugin file (.so) or plugin id")
      ->type_name(kPipelineType);
  command
      ->add_option("--set", options->request.sets,
                   "Override a value of the pipeline, or a parameter of the plugin "
                   "(params.NAME=VALUE): path=value")
      ->type_name("PATH=VALUE")
      ->allow_extra_args(false);
  command->add_flag("--json", options->json, "Print JSON");
  add_kit_options(*command, *options);
  options->plugins.add_to(*command);
  command->footer(
      "Examples:\n  zeroth validate quickstart\n"
      "  zeroth validate my.json --set ood.use=ood.energy --json\n"
      "  zeroth validate ./my_score.so --strict 3\n"
      "  zeroth validate ./my_network.so --set params.file=weights.npy\n"
      "  zeroth validate ood.energy --include '^gradients$' --seed 2\n"
      "  zeroth validate --all");
  command->callback([options, exit] { exit(validate(*options)); });
}

}  // namespace zeroth::host
