#include <memory>
#include <string>

#include "host/bundle/unpacked_bundle.h"
#include "host/cli/command_tree.h"
#include "host/cli/commands.h"
#include "host/cli/model_options.h"
#include "host/cli/recorded_plugins.h"
#include "host/cli/run_argument.h"
#include "host/cli/thread_option.h"

namespace zeroth::host {
namespace {

struct VerifyOptions : ModelOptions {
  std::string data;
  bool without_data = false, json = false;
};

int verify_directory(const VerifyOptions& options, const std::string& name) {
  const int threads = thread_count(options.threads, "zeroth verify");
  const RecordedPlugins installed =
      recorded_plugins(options.model, options.data, options.plugins.index());
  return run_on_model(options, threads, "verify", installed.files,
                      {{"name", name},
                       {"versions", installed.versions},
                       {"with_data", !options.without_data},
                       {"data", options.data},
                       {"json", options.json}});
}

int verify(const VerifyOptions& options) {
  if (!names_bundle(options.model)) return verify_directory(options, options.model);
  const UnpackedBundle bundle(options.model);
  VerifyOptions of_bundle = options;
  of_bundle.model = bundle.path().string();
  return verify_directory(of_bundle, options.model);
}

}  // namespace

void add_verify_run(CLI::App& app, const SetExit& exit) {
  auto options = std::make_shared<VerifyOptions>();
  CLI::App* command =
      app.add_subcommand("verify", "Check everything that a run says of itself, its figures first");
  add_run_or_bundle_to(*command, "run", options->model, "Run directory, or a bundle of one")
      ->required();
  command
      ->add_option("--data", options->data,
                   "Where the data set of the run lies here (default: where its pipeline says)")
      ->type_name("DIR|FILE")
      ->excludes(command->add_flag("--without-data", options->without_data,
                                   "Read no data: rows, labels and the model are not checked"));
  command->add_flag("--json", options->json, "Print JSON");
  options->add_work_to(*command);
  command->footer(
      "Nothing is trained, and no file is changed. Exit code 0: all that can be checked here is\n"
      "right; 65: something differs.\n\n"
      "Examples:\n"
      "  zeroth verify runs/2026-01-31-quickstart-0123abcd\n"
      "  zeroth verify runs/2026-01-31-quickstart-0123abcd --data /data/CUB\n"
      "  zeroth verify runs/2026-01-31-quickstart-0123abcd --without-data --json\n"
      "  zeroth verify 2026-01-31-quickstart-0123abcd.zip");
  command->callback([options, exit] { exit(verify(*options)); });
}

}  // namespace zeroth::host
