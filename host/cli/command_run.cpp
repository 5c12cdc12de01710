#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "host/base/problem.h"
#include "host/cli/command_tree.h"
#include "host/cli/commands.h"
#include "host/cli/device_option.h"
#include "host/cli/own_command_line.h"
#include "host/cli/plugin_options.h"
#include "host/cli/rank_options.h"
#include "host/cli/run_argument.h"
#include "host/cli/run_pipeline.h"
#include "host/cli/thread_option.h"
#include "host/cli/worker_process.h"
#include "host/log/log_choice.h"
#include "host/pipeline/pipeline_check.h"
#include "host/pipeline/used_plugins.h"

namespace zeroth::host {
namespace {

struct RunOptions {
  PluginOptions plugins;
  PipelineRequest request;
  RankOptions ranks;
  std::vector<std::string> logs;
  std::string seed, precision, device, threads = "1", progress = "auto", resume, runs = "runs";
  int rehearse = 1, rows_in_memory = 2048;
  bool dry_run = false, json = false, quiet = false;
};

/// A run is one pipeline from its first iteration to its last: other values are another run.
void expect_nothing_set(const RunOptions& options) {
  std::string given;
  if (!options.request.sets.empty()) given = "--set";
  if (!options.seed.empty()) given = "--seed";
  if (!options.precision.empty()) given = "--precision";
  if (!options.device.empty()) given = "--device";
  if (given.empty()) return;
  throw Failure(Exit::usage, {given + " excludes --resume",
                              "zeroth run",
                              {"a run goes on as it was begun"},
                              "begin another run of its pipeline: zeroth run " + options.resume +
                                  " " + given + " ..., without --resume"});
}

Pipeline pipeline_of(RunOptions& options, const PluginIndex& index) {
  if (!options.resume.empty()) {
    expect_nothing_set(options);
    Pipeline pipeline = pipeline_of_run(options.resume);
    check_pipeline(pipeline, index.installed());
    return pipeline;
  }
  if (!options.seed.empty()) options.request.sets.push_back("seed=" + options.seed);
  if (!options.precision.empty()) {
    options.request.sets.push_back("precision=" + options.precision);
  }
  if (!options.device.empty()) options.request.sets.push_back("device=" + options.device);
  options.request.allow_unset_environment = options.dry_run;
  return load_checked(options.request, index);
}

int run(RunOptions& options) {
  if (options.resume.empty() == options.request.file.empty()) {
    throw Failure(
        Exit::usage,
        {"give either a pipeline or --resume DIR", "zeroth run", {}, "zeroth run --help"});
  }
  const int threads = thread_count(options.threads, "zeroth run");
  const PluginIndex index = options.plugins.index();
  Pipeline pipeline = pipeline_of(options, index);
  options.ranks.check(pipeline.document, options.dry_run);
  // Its presets are merged already: a run directory is enough to start the run again.
  if (options.resume.empty()) pipeline.document["preset"] = "";
  const std::vector<std::string> plugins = used_plugins(pipeline.document);
  announce_replaced(index, plugins);
  Json request = {{"command", "run"},
                  {"pipeline", pipeline.document},
                  {"origins", pipeline.origins},
                  {"plugins", plugin_files(index, plugins)},
                  {"plugin_versions", plugin_versions(index, plugins)},
                  {"command_line", own_command_line()},
                  {"options",
                   {{"threads", threads},
                    {"dry_run", options.dry_run},
                    {"rehearse", options.rehearse},
                    {"json", options.json},
                    {"progress", options.quiet ? "none" : options.progress},
                    {"resume", options.resume},
                    {"rows_in_memory", options.rows_in_memory},
                    {"runs", options.runs}}}};
  if (!options.logs.empty()) request["options"]["log"] = log_choice(options.logs).to_json();
  if (options.ranks.any()) return options.ranks.run(std::move(request), options.threads);
  return run_worker(request, threads).exit_code;
}

}  // namespace

void add_run(CLI::App& app, const SetExit& exit) {
  auto options = std::make_shared<RunOptions>();
  CLI::App* command = app.add_subcommand("run", "Train and evaluate a pipeline");
  command
      ->add_option(
          "pipeline", options->request.file,
          "Pipeline file, name of an installed pipeline, or a run directory whose pipeline is "
          "run anew")
      ->type_name(kPipelineType);
  command->add_option("--set", options->request.sets, "Override a value: path=value")
      ->type_name("PATH=VALUE")
      ->allow_extra_args(false);
  command->add_option("--seed", options->seed, "The same as --set seed=N")->type_name("N");
  command
      ->add_option(
          "--precision", options->precision,
          "The same as --set precision=NAME: bf16 is faster where the processor has it, tf32 on "
          "a GPU")
      ->type_name("fp32|bf16|tf32");
  add_device(*command, options->device, "The same as --set device=NAME");
  command->add_option("--threads", options->threads, "Number of threads, or auto (default 1)")
      ->type_name("N");
  add_run_to(*command, "--resume", options->resume,
             "Go on with a run that was stopped, as it was begun");
  command->add_option("--run-dir", options->runs, "Where run directories go (default runs)")
      ->type_name(kDirectoryType);
  command
      ->add_option("--log", options->logs,
                   "Log the run for TensorBoard (event files in its directory) or MLflow (default "
                   "file mlflow.db here), too; a run that goes on is logged where it was")
      ->type_name("tensorboard|mlflow[=FILE]|none")
      ->allow_extra_args(false);
  command
      ->add_option("--rows-in-memory", options->rows_in_memory,
                   "Matrices of more MiB lie in a file in the run directory, which has no name and "
                   "ends with the run (default 2048); no result depends on it")
      ->type_name("MIB")
      ->check(CLI::NonNegativeNumber);
  command->add_option("--progress", options->progress, "How progress is shown (default auto)")
      ->type_name("auto|plain|none|json");
  options->ranks.add_to(*command);
  command->add_flag("--dry-run", options->dry_run, "Build everything, try one iteration, estimate");
  command
      ->add_option("--rehearse", options->rehearse,
                   "Iterations that --dry-run times (default 1, 0 = none: shapes and sizes only)")
      ->type_name("N")
      ->check(CLI::NonNegativeNumber);
  command->add_flag("--json", options->json, "Print the result as JSON");
  command->add_flag("--quiet", options->quiet, "No progress");
  options->plugins.add_to(*command);
  command->footer(
      "Examples:\n  zeroth run quickstart\n"
      "  zeroth run my.json --set ood.use=ood.energy --seed 3 --json\n"
      "  zeroth run quickstart --log tensorboard,mlflow\n"
      "  zeroth run quickstart --ranks 2\n"
      "  zeroth run runs/2026-01-31-quickstart-0123abcd\n"
      "  zeroth run --resume runs/2026-01-31-quickstart-0123abcd");
  command->callback([options, exit] { exit(run(*options)); });
}

}  // namespace zeroth::host
