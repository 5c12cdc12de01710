#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "host/base/terminal.h"
#include "host/bundle/unpacked_bundle.h"
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

/// One of the two as a directory: a bundle is unpacked as long as this lives.
class ReadSide {
 public:
  explicit ReadSide(const std::string& named) : named_(named), directory_(named) {
    if (names_bundle(named)) {
      bundle_.emplace(named);
      directory_ = bundle_->path();
    }
  }
  const std::filesystem::path& directory() const { return directory_; }
  /// What is read of it, under the name that the user gave.
  ComparedRun read() const {
    ComparedRun run = read_compared_run(directory_);
    if (!bundle_) return run;
    run.summary.path = named_;
    run.summary.name = run.summary.path.filename().string();
    return run;
  }

 private:
  std::string named_;
  std::filesystem::path directory_;
  std::optional<UnpackedBundle> bundle_;
};

/// Scores are read, and figures of resampled rows made, where LibTorch is.
Json figures_of_both(const ReadSide& one, const ReadSide& other) {
  constexpr int kThreads = 1;
  const Json request = {
      {"command", "diff"},
      {"options", {{"first", one.directory().string()}, {"second", other.directory().string()}}}};
  const WorkerResult result = run_worker(request, kThreads, /*capture=*/true);
  // It has said on standard error why.
  if (result.exit_code != 0) return {{"failed", result.exit_code}};
  return Json::parse(result.output);
}

int diff(const DiffOptions& options) {
  const ReadSide one(options.first), other(options.second);
  const ComparedRun first = one.read(), second = other.read();
  std::optional<Json> figures;
  if (first.has_result && second.has_result) {
    figures = figures_of_both(one, other);
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
  add_run_or_bundle_to(*command, "first", options->first, "Run directory or bundle, A")->required();
  add_run_or_bundle_to(*command, "second", options->second, "Run directory or bundle, B")
      ->required();
  command->add_flag("--json", options->json, "Print JSON");
  command->footer(
      "Shows settings, data, plugins and environment that differ, and the figures with 95 %\n"
      "intervals of their differences where both were tested on the same rows. A difference is\n"
      "called one by its p value, adjusted by Holm for all figures of the table. Changes nothing,\n"
      "reads no data set. Exit code 0 whether they differ or not.\n\n"
      "Examples:\n"
      "  zeroth diff runs/2026-01-31-quickstart-0123abcd runs/2026-01-31-quickstart-4567cdef\n"
      "  zeroth diff 0123abcd 4567cdef --json\n"
      "  zeroth diff 2026-01-31-quickstart-0123abcd.zip 4567cdef");
  command->callback([options, exit] { exit(diff(*options)); });
}

}  // namespace zeroth::host
