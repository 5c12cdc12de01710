#include <fmt/format.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "host/base/problem.h"
#include "host/cli/command_tree.h"
#include "host/cli/commands.h"
#include "host/cli/model_data.h"
#include "host/cli/plugin_options.h"
#include "host/cli/thread_option.h"
#include "host/cli/worker_process.h"
#include "host/record/model_card.h"

namespace zeroth::host {
namespace {

struct AmendOptions {
  PluginOptions plugins;
  std::string model, name, descriptor, data, out, threads = "auto", progress = "auto";
  std::uint64_t seed = 1;
  bool without_data = false, json = false, quiet = false;
};

int amend(const AmendOptions& options, const char* command) {
  const int threads = thread_count(options.threads, command);
  const PluginIndex index = options.plugins.index();
  const Json pipeline = read_model_card(options.model).at("pipeline");
  return run_worker({{"command", "amend-model"},
                     {"plugins", plugins_for(options.model, pipeline, options.data, index)},
                     {"options",
                      {{"model", options.model},
                       {"name", options.name},
                       {"descriptor", options.descriptor},
                       {"seed", options.seed},
                       {"without_data", options.without_data},
                       {"data", options.data.empty() ? pipeline.at("data") : Json()},
                       {"place", options.data},
                       {"out", options.out},
                       {"json", options.json},
                       {"threads", threads},
                       {"progress", options.quiet ? "none" : options.progress}}}},
                    threads)
      .exit_code;
}

void add_common(CLI::App& command, AmendOptions& options) {
  CLI::Option* data =
      command
          .add_option("--data", options.data,
                      "Data set with rows of the seen classes and test rows, as of `zeroth data "
                      "verify` (default: the model's own)")
          ->type_name("DIR|FILE");
  command
      .add_flag("--without-data", options.without_data,
                "Read no data set: the model's generator makes rows of seen classes, and nothing "
                "is tested")
      ->excludes(data);
  command.add_option("--seed", options.seed, "Of what is learned anew")
      ->type_name("N")
      ->capture_default_str();
  command.add_option("--out", options.out, "Directory of the new model")
      ->required()
      ->type_name(kDirectoryType);
  command.add_flag("--json", options.json, "Print JSON");
  command.add_option("--threads", options.threads, "Number of threads, or auto")
      ->type_name("N")
      ->capture_default_str();
  command.add_option("--progress", options.progress, "How progress is shown (default auto)")
      ->type_name("auto|plain|none|json");
  command.add_flag("--quiet", options.quiet, "No progress");
  options.plugins.add_to(command);
}

CLI::App* add_command(CLI::App& app, const char* name, const char* help, AmendOptions& options) {
  CLI::App* command = app.add_subcommand(name, help);
  command->add_option("model", options.model, "Run directory, or one with a copy of its model")
      ->required()
      ->type_name(kDirectoryType);
  command->add_option("name", options.name, "Of the class")->required()->type_name("NAME");
  return command;
}

}  // namespace

void add_add_class(CLI::App& app, const SetExit& exit) {
  auto options = std::make_shared<AmendOptions>();
  CLI::App* command =
      add_command(app, "add-class", "Give a model an unseen class by its descriptor", *options);
  command
      ->add_option("--descriptor", options->descriptor,
                   "Of the class: a file with one row (.npy, .csv, .hdf5, .mat) or a JSON list")
      ->required()
      ->type_name("FILE|LIST");
  add_common(*command, *options);
  command->footer(
      "What was trained stays as it is; what depends on the classes is made anew.\n\nExamples:\n"
      "  zeroth add-class runs/2026-01-31-quickstart-0123abcd okapi --descriptor okapi.csv --out "
      "with-okapi\n"
      "  zeroth add-class model zebra --descriptor '[0.1, 0, 0.7]' --without-data --out more");
  command->callback([options, exit] { exit(amend(*options, "zeroth add-class")); });
}

void add_remove_class(CLI::App& app, const SetExit& exit) {
  auto options = std::make_shared<AmendOptions>();
  CLI::App* command = add_command(app, "remove-class", "Take a class from a model", *options);
  add_common(*command, *options);
  command->footer(
      "Examples:\n  zeroth remove-class model okapi --out without-okapi\n"
      "  zeroth remove-class model zebra --data /data/AWA2 --seed 2 --out less");
  command->callback([options, exit] { exit(amend(*options, "zeroth remove-class")); });
}

}  // namespace zeroth::host
