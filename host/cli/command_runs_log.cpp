#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "host/base/problem.h"
#include "host/cli/command_tree.h"
#include "host/cli/output.h"
#include "host/cli/runs_commands.h"
#include "host/log/log_run.h"

namespace zeroth::host {
namespace {

struct LogOptions {
  std::vector<std::string> runs, to;
  std::string folder = kRunsFolder;
};

void log_runs(const LogOptions& options) {
  const LogChoice choice = log_choice(options.to, "--to");
  if (!choice.any()) {
    throw Failure(Exit::usage, {"nothing to log to",
                                "--to",
                                {},
                                "--to tensorboard, --to mlflow, or both with a comma between"});
  }
  for (const std::string& name : options.runs) {
    const std::filesystem::path run = run_named(name, options.folder);
    const std::size_t lines = log_run(run, choice);
    print_format("{}: {} line{} of metrics\n", run.string(), lines, lines == 1 ? "" : "s");
  }
}

}  // namespace

void add_runs_log(CLI::App& runs, const SetExit&) {
  auto options = std::make_shared<LogOptions>();
  CLI::App* command =
      runs.add_subcommand("log", "Write runs that have ended for TensorBoard or MLflow");
  command->add_option("run", options->runs, "Runs, by their directories or names")
      ->type_name(kDirectoryType)
      ->required();
  command->add_option("--to", options->to, "What is written; as --log of `zeroth run`")
      ->type_name("tensorboard|mlflow[=FILE]")
      ->allow_extra_args(false)
      ->required();
  add_runs_folder_to(*command, options->folder);
  command->footer(
      "What was written of a run before gives way to it: nothing is there twice.\n\n"
      "Examples:\n  zeroth runs log 2026-01-31-quickstart-0123abcd --to tensorboard\n"
      "  zeroth runs log quickstart --to mlflow=all.db");
  command->callback([options] { log_runs(*options); });
}

}  // namespace zeroth::host
