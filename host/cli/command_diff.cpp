#include <algorithm>
#include <memory>
#include <optional>
#include <string>

#include "host/base/terminal.h"
#include "host/cli/commands.h"
#include "host/cli/output.h"
#include "host/cli/run_argument.h"
#include "host/cli/worker_process.h"
#include "host/compare/difference_report.h"
#include "host/compare/run_difference.h"

namespace zeroth::host {
namespace {

struct DiffOptions {
  std::string first, second;
  bool json = false;
};

/// Scores are read, and figures of resampled rows made, where LibTorch is.
Json figures_of_both(const DiffOptions& options) {
  constexpr int kThreads = 1;
  const Json request = {{"command", "diff"},
                        {"options", {{"first", options.first}, {"second", options.second}}}};
  const WorkerResult result = run_worker(request, kThreads, /*capture=*/true);
  // It has said on standard error why.
  if (result.exit_code != 0) return {{"failed", result.exit_code}};
  return Json::parse(result.output);
}

int diff(const DiffOptions& options) {
  const ComparedRun first = read_compared_run(options.first);
  const ComparedRun second = read_compared_run(options.second);
  std::optional<Json> figures;
  if (first.has_result && second.has_result) {
    figures = figures_of_both(options);
    if (figures->contains("failed")) return figures->at("failed").get<int>();
  }
  const Json document = difference_document(first, second, figures);
  constexpr std::size_t kWidest = 100;
  if (options.json) {
    print_json(document);
  } else {
    print_text(difference_report(document, std::min(terminal_columns(stdout), kWidest)));
  }
  return 0;
}

}  // namespace

void add_diff(CLI::App& app, const SetExit& exit) {
  auto options = std::make_shared<DiffOptions>();
  CLI::App* command = app.add_subcommand(
      "diff", "What differs between two runs, and whether that explains their figures");
  add_run_to(*command, "first", options->first, "Run directory, A")->required();
  add_run_to(*command, "second", options->second, "Run directory, B")->required();
  command->add_flag("--json", options->json, "Print JSON");
  command->footer(
      "Shows settings, data, plugins and environment that differ, and the figures with 95 %\n"
      "intervals of their differences where both were tested on the same rows. Changes nothing,\n"
      "reads no data set. Exit code 0 whether they differ or not.\n\n"
      "Examples:\n"
      "  zeroth diff runs/2026-01-31-quickstart-0123abcd runs/2026-01-31-quickstart-4567cdef\n"
      "  zeroth diff 0123abcd 4567cdef --json");
  command->callback([options, exit] { exit(diff(*options)); });
}

}  // namespace zeroth::host
