#include <fmt/format.h>

#include <memory>

#include "host/base/problem.h"
#include "host/cli/command_tree.h"
#include "host/cli/commands.h"
#include "host/cli/output.h"
#include "host/data/verify.h"

namespace zeroth::host {
namespace {

struct Options {
  VerifyRequest request;
  bool json = false;
};

void verify(const Options& options) {
  Progress progress(ProgressMode::plain, stderr);
  const DataReport report = verify_data(options.request, progress);
  if (options.json) return print_json(report.to_json());
  fmt::print("{}", report.to_text());
}

}  // namespace

void add_data(CLI::App& app, const SetExit&) {
  auto options = std::make_shared<Options>();
  CLI::App* data = app.add_subcommand("data", "Look at data sets");
  data->require_subcommand(1);
  CLI::App* command = data->add_subcommand("verify", "Check a data set and show what is in it");
  command->add_option("path", options->request.path, "Directory of a data set, or one MATLAB file")
      ->type_name(kFileType)
      ->required();
  command->add_option("--features", options->request.features,
                      "Name of the features file (default: found by its content)");
  command->add_option("--splits", options->request.splits,
                      "Name of the splits file (default: found by its content)");
  command->add_flag("--json", options->json, "Print JSON");
  command->footer("Example:\n  zeroth data verify /data/CUB");
  command->callback([options] { verify(*options); });
}

}  // namespace zeroth::host
