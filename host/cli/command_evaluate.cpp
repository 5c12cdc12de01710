#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "host/base/problem.h"
#include "host/cli/command_tree.h"
#include "host/cli/commands.h"
#include "host/cli/device_option.h"
#include "host/cli/model_data.h"
#include "host/cli/model_options.h"
#include "host/cli/thread_option.h"
#include "host/pipeline/pipeline_check.h"
#include "host/pipeline/pipeline_sets.h"
#include "host/record/model_card.h"

namespace zeroth::host {
namespace {

struct EvaluateOptions : ModelOptions {
  std::string data, calibration = "none", device = "cpu";
  std::vector<std::string> sets;
  bool json = false;
};

/// Blocks that say how a model comes to be. `gate` is among them: its threshold is in the model.
constexpr const char* kOfTraining[] = {"zeroth",    "name",     "recipe", "seed",   "train",
                                       "problem",   "losses",   "joint",  "gate",   "synthesis",
                                       "precision", "evaluate", "device", "preset", "published"};

void refuse_sets_of_training(const Json& before, const Json& after) {
  for (const char* block : kOfTraining) {
    if (before.value(block, Json()) == after.value(block, Json())) continue;
    throw Failure(Exit::usage,
                  {fmt::format("the block {} says how a model is made", block),
                   "--set",
                   {"evaluate trains nothing"},
                   "set what a model reads when it predicts, such as ood or inference; its "
                   "threshold is moved by --calibration"});
  }
}

/// What --set changes of the data would go unread.
void refuse_data_twice(const EvaluateOptions& options, const Json& before, const Json& after) {
  if (options.data.empty() || before.at("data") == after.at("data")) return;
  throw Failure(Exit::usage, {"--data and --set both say which data are read",
                              "--data " + options.data,
                              {"the files there are read as they are"},
                              "leave --data out, or what --set changes of the block data"});
}

/// Pointers of components that are others than the model's.
Json changed_blocks(const Json& before, const Json& after) {
  Json changed = Json::array();
  for (const auto& [key, block] : after.items()) {
    const bool is_component = block.is_object() && block.contains("use");
    if (key != "data" && is_component && before.value(key, Json()) != block) {
      changed.push_back("/" + key);
    }
  }
  return changed;
}

/// The model's pipeline with what was set of it.
Json pipeline_of(const EvaluateOptions& options, const Json& card, const PluginIndex& index) {
  const Json& before = card.at("pipeline");
  if (options.sets.empty()) return before;
  Pipeline pipeline{before, {}};
  apply_sets(pipeline, options.sets, Sets::others);
  refuse_data_twice(options, before, pipeline.document);
  for (const std::string& warning : check_pipeline(pipeline, index.installed())) {
    fmt::print(stderr, "{}\n", warning);
  }
  refuse_sets_of_training(before, pipeline.document);
  return pipeline.document;
}

int evaluate(const EvaluateOptions& options) {
  const int threads = thread_count(options.threads, "zeroth evaluate");
  const PluginIndex index = options.plugins.index();
  const Json card = read_model_card(options.model);
  const Json pipeline = pipeline_of(options, card, index);
  return run_on_model(options, threads, "evaluate",
                      plugins_for(options.model, pipeline, options.data, index),
                      {{"pipeline", pipeline},
                       {"sets", options.sets},
                       {"changed", changed_blocks(card.at("pipeline"), pipeline)},
                       {"data", options.data.empty() ? pipeline.at("data") : Json()},
                       {"place", options.data},
                       {"calibration", options.calibration},
                       {"device", options.device},
                       {"json", options.json}});
}

}  // namespace

void add_evaluate(CLI::App& app, const SetExit& exit) {
  auto options = std::make_shared<EvaluateOptions>();
  CLI::App* command =
      app.add_subcommand("evaluate", "Evaluate a model on the test rows of a data set");
  options->add_model_to(*command);
  command
      ->add_option("--data", options->data,
                   "Data set to test on, as of `zeroth data verify` (default: the model's own)")
      ->type_name("DIR|FILE");
  command
      ->add_option("--set", options->sets,
                   "Change what the model reads when it predicts, such as its score: path=value")
      ->type_name("PATH=VALUE")
      ->allow_extra_args(false);
  command
      ->add_option("--calibration", options->calibration,
                   "What is taken from the scores of seen classes: none, a number, "
                   "seen-quantile=SHARE of the training rows, or best for these very rows")
      ->type_name("RULE")
      ->capture_default_str();
  command->add_flag("--json", options->json, "Print JSON");
  add_device(*command, options->device, "Where the model computes");
  options->add_work_to(*command);
  command->footer(
      "Nothing is trained. Every look is recorded in evaluations.jsonl beside the model.\n\n"
      "Examples:\n"
      "  zeroth evaluate runs/2026-01-31-quickstart-0123abcd\n"
      "  zeroth evaluate model --data /data/CUB --calibration seen-quantile=0.05\n"
      "  zeroth evaluate model --set ood.use=ood.energy --calibration seen-quantile=0.05 --json");
  command->callback([options, exit] { exit(evaluate(*options)); });
}

}  // namespace zeroth::host
