#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "host/catalog/plugin_index.h"
#include "host/study/study_plan.h"

namespace zeroth::host {

/// What a study resolves its runs with.
struct StudySurroundings {
  const PluginIndex& plugins;
  /// The file of a pipeline argument that is no file beside the plan.
  std::function<std::filesystem::path(const std::string&)> locate;
  std::filesystem::path runs;  ///< where the study's runs lie; absolute
  int threads = 1;             ///< of each run
  std::string version;         ///< of the host
  /// A variable of the environment that is not set stays as text: where no data are read.
  bool allow_unset_environment = false;
};

/// One run with everything that it is.
struct ResolvedRun {
  PlannedRun planned;
  Json pipeline;                  ///< checked, a file of its own
  std::string name;               ///< of the pipeline
  std::string protocol, setting;  ///< as its result will call them
  std::int64_t seed = 0;
  std::string identity;        ///< run_contents_hash()
  std::filesystem::path slot;  ///< its folder among the runs of the study
  std::vector<std::string> warnings;
};

/// Reads and checks the pipeline of one run. Messages about what the plan says name its place in
/// the plan; a relative path there starts at the plan's folder.
/// @throws Failure as read_pipeline() and check_pipeline().
ResolvedRun resolve_run(const StudyPlan& plan, PlannedRun planned,
                        const StudySurroundings& surroundings);

/// The same without an identity and a folder, for who only asks whether the run can be: neither
/// data nor plugins are read.
ResolvedRun checked_run(const StudyPlan& plan, PlannedRun planned,
                        const StudySurroundings& surroundings);

}  // namespace zeroth::host
