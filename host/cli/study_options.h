#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "host/cli/plugin_options.h"
#include "host/study/resolved_run.h"

namespace zeroth::host {

/// What every command of a study takes.
struct StudyOptions {
  PluginOptions plugins;
  std::string plan, runs, threads = "1";

  void add_to(CLI::App& command);
  /// The words that make `zeroth run` find the same plugins.
  std::vector<std::string> plugin_words() const;
};

/// A plan with all its runs resolved.
class Study {
 public:
  /// Warnings of pipelines go to standard error, each once.
  /// @throws Failure as read_plan() and resolve_run().
  explicit Study(const StudyOptions& options);

  const StudyPlan& plan() const { return plan_; }
  const PluginIndex& plugins() const { return *index_; }
  const std::filesystem::path& runs_folder() const { return surroundings_->runs; }
  int threads() const { return surroundings_->threads; }
  const std::vector<std::string>& plugin_words() const { return plugin_words_; }

  /// In the plan's order, without their pipelines. Where several pipelines of the plan bear one
  /// name, each is named with its file: "cub (a/cub.json)".
  const std::vector<ResolvedRun>& runs() const { return runs_; }
  /// Whether a run before it is the same run: it has one folder and counts once.
  bool is_repeated(std::size_t index) const { return repeated_[index]; }
  std::size_t number_of_different_runs() const;
  /// With its pipeline, from the files as they are now. Threads may call it.
  ResolvedRun resolve(std::size_t index) const;
  /// One run more, which the plan does not have: with other settings.
  ResolvedRun resolve(PlannedRun planned) const;

  /// "tiny  seed 2  joint.weight 0.1": in what a run differs from others.
  std::string label(const ResolvedRun& run) const;
  /// The same of all its seeds.
  std::string configuration_label(const ResolvedRun& run) const;

 private:
  void tell_names_apart();
  std::string label(const ResolvedRun& run, bool with_seed) const;

  StudyPlan plan_;
  std::unique_ptr<PluginIndex> index_;
  std::unique_ptr<StudySurroundings> surroundings_;
  std::vector<std::string> plugin_words_;
  std::vector<ResolvedRun> runs_;
  std::vector<bool> repeated_;
  mutable std::mutex mutex_;
};

/// Reads a plan and checks each of its runs: neither data nor plugins are read, and no run gets an
/// identity.
/// @throws Failure as `Study`.
StudyPlan checked_plan(const StudyOptions& options);

}  // namespace zeroth::host
