#include <filesystem>
#include <memory>
#include <string>

#include "host/cli/command_tree.h"
#include "host/cli/commands.h"
#include "host/cli/model_options.h"
#include "host/cli/run_argument.h"
#include "host/cli/thread_option.h"

namespace zeroth::host {
namespace {

struct BundleOptions : ModelOptions {
  std::string out;
  bool with_model = false, with_paths = false, with_scores = false, json = false;
};

/// Named after the run, in the folder where the user is.
std::string file_name(const BundleOptions& options) {
  if (!options.out.empty()) return options.out;
  const auto directory = std::filesystem::absolute(options.model / std::filesystem::path("."));
  return directory.lexically_normal().parent_path().filename().string() + ".zip";
}

int bundle(const BundleOptions& options) {
  const int threads = thread_count(options.threads, "zeroth bundle");
  return run_on_model(options, threads, "bundle", Json::object(),
                      {{"out", file_name(options)},
                       {"with_model", options.with_model},
                       {"with_paths", options.with_paths},
                       {"with_scores", options.with_scores},
                       {"json", options.json}});
}

}  // namespace

void add_bundle(CLI::App& app, const SetExit& exit) {
  auto options = std::make_shared<BundleOptions>();
  CLI::App* command =
      app.add_subcommand("bundle", "Pack what a reviewer needs of a run into one file");
  add_run_to(*command, "run", options->model, "Run directory")
      ->required()
      ->type_name(kDirectoryType);
  command->add_option("--out", options->out, "Archive to write (default: the run's name, .zip)")
      ->type_name(kFileType);
  command->add_flag("--with-model", options->with_model, "Pack the weights of the model, too");
  command->add_flag("--with-scores", options->with_scores,
                    "Pack all scores, also where they take more than 1 MiB");
  command->add_flag("--with-paths", options->with_paths,
                    "Keep names of folders, of the user and of the machine");
  command->add_flag("--json", options->json, "Print JSON");
  options->add_work_to(*command);
  command->footer(
      "The same run makes the same archive. `zeroth verify` takes it as it is.\n\n"
      "Examples:\n"
      "  zeroth bundle runs/2026-01-31-quickstart-0123abcd --out quickstart.zip\n"
      "  zeroth bundle runs/2026-01-31-quickstart-0123abcd --with-model --json");
  command->callback([options, exit] { exit(bundle(*options)); });
}

}  // namespace zeroth::host
