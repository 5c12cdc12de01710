#include "host/cli/study_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "host/base/messages.h"
#include "host/base/problem.h"
#include "host/cli/command_tree.h"
#include "host/cli/installed_pipelines.h"
#include "host/cli/thread_option.h"
#include "host/record/run_directory.h"
#include "host/runs/flat_json.h"
#include "host/study/plan_file.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

/// A pipeline that is no file beside the plan: installed, or that of a run.
fs::path located_pipeline(const std::string& name) {
  const fs::path file = pipeline_file(name);
  std::error_code error;
  return fs::is_directory(file, error) ? RunDirectory::open(file).pipeline_file() : file;
}

fs::path runs_folder_of(const StudyPlan& plan, const std::string& given) {
  if (!given.empty()) return fs::absolute(given).lexically_normal();
  fs::path folder = plan.file;
  return folder.replace_extension(".runs");
}

}  // namespace

void StudyOptions::add_to(CLI::App& command) {
  command.add_option("plan", plan, "Plan file: pipelines, seeds, settings")
      ->type_name(kFileType)
      ->required();
  command
      .add_option("--run-dir", runs,
                  "Where the runs of the study go (default: beside the plan, study.runs for "
                  "study.json)")
      ->type_name(kDirectoryType);
  command.add_option("--threads", threads, "Threads of each run, or auto (default 1)")
      ->type_name("N");
  plugins.add_to(command);
}

std::vector<std::string> StudyOptions::plugin_words() const { return plugins.words(); }

Study::Study(const StudyOptions& options)
    : plan_(read_plan(options.plan)),
      index_(std::make_unique<PluginIndex>(options.plugins.index())),
      plugin_words_(options.plugin_words()) {
  expect_feasible(plan_);
  surroundings_ = std::make_unique<StudySurroundings>(
      StudySurroundings{*index_, located_pipeline, runs_folder_of(plan_, options.runs),
                        thread_count(options.threads, "zeroth study"), ZEROTH_VERSION});
  std::set<std::string> identities, warnings;
  for (std::size_t i = 0; i < number_of_runs(plan_); ++i) {
    ResolvedRun run = resolve(i);
    run.pipeline = nullptr;  // ten thousand of them take gigabytes
    for (const std::string& warning : run.warnings) {
      if (warnings.insert(warning).second) say(warning);
    }
    repeated_.push_back(!identities.insert(run.identity).second);
    runs_.push_back(std::move(run));
  }
  tell_names_apart();
}

StudyPlan checked_plan(const StudyOptions& options) {
  StudyPlan plan = read_plan(options.plan);
  expect_feasible(plan);
  const PluginIndex index = options.plugins.index();
  const StudySurroundings surroundings{index, located_pipeline, runs_folder_of(plan, options.runs),
                                       1, ZEROTH_VERSION, true};
  for (std::size_t i = 0; i < number_of_runs(plan); ++i) {
    checked_run(plan, planned_run(plan, i), surroundings);
  }
  return plan;
}

void Study::tell_names_apart() {
  std::map<std::string, std::set<std::size_t>> bearers;
  for (const ResolvedRun& run : runs_) bearers[run.name].insert(run.planned.pipeline);
  for (ResolvedRun& run : runs_) {
    if (bearers[run.name].size() < 2) continue;
    run.name += fmt::format(" ({})", plan_.pipelines[run.planned.pipeline].name);
  }
}

std::size_t Study::number_of_different_runs() const {
  return static_cast<std::size_t>(std::count(repeated_.begin(), repeated_.end(), false));
}

ResolvedRun Study::resolve(std::size_t index) const { return resolve(planned_run(plan_, index)); }

ResolvedRun Study::resolve(PlannedRun planned) const {
  const std::lock_guard lock(mutex_);  // the index of plugins reads them when it is asked
  return resolve_run(plan_, std::move(planned), *surroundings_);
}

std::string Study::label(const ResolvedRun& run) const { return label(run, true); }

std::string Study::configuration_label(const ResolvedRun& run) const { return label(run, false); }

std::string Study::label(const ResolvedRun& run, bool with_seed) const {
  std::string text = run.name;
  for (const PlanAxis& axis : plan_.axes) {
    if (axis.choices.size() < 2) continue;
    for (const std::string& path : axis.paths) {
      if (path == "seed" && !with_seed) continue;
      for (const Setting& one : run.planned.settings) {
        if (one.path == path) text += "  " + path + " " + plain_text(one.value);
      }
    }
  }
  return text;
}

}  // namespace zeroth::host
