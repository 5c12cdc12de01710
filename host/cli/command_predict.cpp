#include <fmt/format.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "host/base/problem.h"
#include "host/cli/command_tree.h"
#include "host/cli/commands.h"
#include "host/cli/device_option.h"
#include "host/cli/model_options.h"
#include "host/cli/model_plugins.h"
#include "host/cli/thread_option.h"

namespace zeroth::host {
namespace {

struct PredictOptions : ModelOptions {
  std::string variable, backbone, out;
  std::vector<std::string> inputs;
  std::int64_t top = 5;
  std::string device = "cpu";
  bool json = false, csv = false, skip_broken = false;
};

std::string form_of(const PredictOptions& options) {
  if (options.json) return "json";
  return options.csv ? "csv" : "text";
}

int predict(const PredictOptions& options) {
  const int threads = thread_count(options.threads, "zeroth predict");
  const PluginIndex index = options.plugins.index();
  return run_on_model(options, threads, "predict", plugins_of_model(options.model, index),
                      {{"inputs", options.inputs},
                       {"variable", options.variable},
                       {"backbone", options.backbone},
                       {"form", form_of(options)},
                       {"top", options.top},
                       {"device", options.device},
                       {"skip_broken", options.skip_broken},
                       {"out", options.out}});
}

}  // namespace

void add_predict(CLI::App& app, const SetExit& exit) {
  auto options = std::make_shared<PredictOptions>();
  CLI::App* command = app.add_subcommand("predict", "Classify feature rows or pictures by a model");
  options->add_model_to(*command);
  command
      ->add_option(
          "inputs", options->inputs,
          "Files of rows: .npy, .npz, .csv, .hdf5 or .mat, \"-\" for standard input; of a model "
          "of region features, region files; pictures and folders of pictures")
      ->required()
      ->type_name("INPUT");
  command
      ->add_option("--top", options->top, "How many classes to tell of a row, the likeliest first")
      ->type_name("K")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command
      ->add_option("--variable", options->variable,
                   "Which one of a .mat, .hdf5 or .npz file (default: the only one that fits)")
      ->type_name("NAME");
  command
      ->add_option("--backbone", options->backbone,
                   "Of pictures: the network that made the features which the model learned from "
                   "(default: where its pipeline says)")
      ->type_name("FILE");
  CLI::Option* json =
      command->add_flag("--json", options->json, "Print a JSON document for each row, a line each");
  command->add_flag("--csv", options->csv, "Print a line for each row and class, with a header")
      ->excludes(json);
  command->add_option("--out", options->out, "Write there instead of to standard output")
      ->type_name("FILE");
  command->add_flag("--skip-broken", options->skip_broken,
                    "Leave out rows with a number that is not finite, and pictures that cannot be "
                    "read");
  add_device(*command, options->device, "Where the model computes");
  options->add_work_to(*command);
  command->footer(
      "A probability is the softmax of the model's scores; nobody has calibrated it.\n\nExamples:\n"
      "  zeroth predict runs/2026-01-31-quickstart-0123abcd rows.npy\n"
      "  zeroth predict runs/2026-01-31-animals-0123abcd new-pictures --top 3\n"
      "  zeroth predict model rows.csv --top 1 --csv --out predictions.csv\n"
      "  cut -d, -f2- table.csv | zeroth predict model - --json");
  command->callback([options, exit] { exit(predict(*options)); });
}

}  // namespace zeroth::host
