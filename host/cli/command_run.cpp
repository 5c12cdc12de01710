#include <fmt/format.h>

#include <memory>

#include "host/base/problem.h"
#include "host/cli/command_tree.h"
#include "host/cli/commands.h"
#include "host/cli/device_option.h"
#include "host/cli/plugin_options.h"
#include "host/cli/run_pipeline.h"
#include "host/cli/thread_option.h"
#include "host/cli/worker_process.h"

namespace zeroth::host {
namespace {

struct RunOptions {
  PluginOptions plugins;
  PipelineRequest request;
  std::string seed, precision, device, threads = "1", progress = "auto", resume, runs = "runs";
  int rehearse = 1;
  bool dry_run = false, json = false, quiet = false;
};

Pipeline pipeline_of(RunOptions& options, const PluginIndex& index) {
  if (!options.resume.empty()) {
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
  const Pipeline pipeline = pipeline_of(options, index);
  const std::vector<std::string> used = used_plugins(pipeline.document);
  announce_replaced(index, used);
  const Json request = {{"command", "run"},
                        {"pipeline", pipeline.document},
                        {"origins", pipeline.origins},
                        {"plugins", plugin_files(index, used)},
                        {"options",
                         {{"threads", threads},
                          {"dry_run", options.dry_run},
                          {"rehearse", options.rehearse},
                          {"json", options.json},
                          {"progress", options.quiet ? "none" : options.progress},
                          {"resume", options.resume},
                          {"runs", options.runs}}}};
  return run_worker(request, threads).exit_code;
}

}  // namespace

void add_run(CLI::App& app, const SetExit& exit) {
  auto options = std::make_shared<RunOptions>();
  CLI::App* command = app.add_subcommand("run", "Train and evaluate a pipeline");
  command->add_option("pipeline", options->request.file, "Pipeline file")->type_name(kPipelineType);
  CLI::Option* set =
      command->add_option("--set", options->request.sets, "Override a value: path=value")
          ->type_name("PATH=VALUE")
          ->allow_extra_args(false);
  CLI::Option* seed =
      command->add_option("--seed", options->seed, "The same as --set seed=N")->type_name("N");
  CLI::Option* precision =
      command
          ->add_option(
              "--precision", options->precision,
              "The same as --set precision=NAME: bf16 is faster where the processor has it")
          ->type_name("fp32|bf16");
  CLI::Option* device = add_device(*command, options->device, "The same as --set device=NAME");
  command->add_option("--threads", options->threads, "Number of threads, or auto (default 1)")
      ->type_name("N");
  command
      ->add_option("--resume", options->resume,
                   "Go on with a run that was stopped, as it was begun")
      ->type_name(kDirectoryType)
      ->excludes(set, seed, precision, device);
  command->add_option("--run-dir", options->runs, "Where run directories go (default runs)")
      ->type_name(kDirectoryType);
  command->add_option("--progress", options->progress, "How progress is shown (default auto)")
      ->type_name("auto|plain|none|json");
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
      "Examples:\n  zeroth run pipelines/quickstart.json\n"
      "  zeroth run my.json --set ood.use=ood.energy --seed 3 --json\n"
      "  zeroth run --resume runs/2026-01-31-quickstart-0123abcd");
  command->callback([options, exit] { exit(run(*options)); });
}

}  // namespace zeroth::host
