#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "host/base/json.h"

namespace zeroth::host {

/// A value that runs of a study give to one place of their pipeline.
struct Setting {
  std::string path;   ///< as --set takes it: "train.epochs"
  Json value;         ///< null takes away what the pipeline says there
  std::string place;  ///< "study.json:7:20", where the plan says so
};

/// Settings that change together. Each choice has one value for every path.
struct PlanAxis {
  std::vector<std::string> paths;
  std::vector<std::vector<Setting>> choices;
};

/// One pipeline of a plan, as it is written there.
struct PlannedPipeline {
  std::string name;
  std::string place;
};

/// A plan file: which pipelines are run with which settings and seeds.
///
/// {"zeroth_study": 1, "name", "pipelines": ["a.json", "quickstart"], "seeds": list,
///  "set": {path: value}, "grid": {path: list}, "zip": [{path: list, ...}, ...],
///  "most_runs": number}, of which only the first and "pipelines" are required. A list is [...] or
/// one of the forms of value_list.h.
struct StudyPlan {
  std::filesystem::path file;  ///< absolute
  std::string name;            ///< the file's, where the plan says none
  std::vector<PlannedPipeline> pipelines;
  std::vector<Setting> fixed;   ///< the same in every run
  std::vector<PlanAxis> axes;   ///< crossed; the last one, the seeds, changes fastest
  std::uint64_t most_runs = 0;  ///< a larger plan is taken for a mistake

  std::filesystem::path folder() const { return file.parent_path(); }
};

/// One run of a plan.
struct PlannedRun {
  std::size_t index = 0;     ///< from 0
  std::size_t pipeline = 0;  ///< of StudyPlan::pipelines
  std::vector<Setting> settings;
};

/// How many runs it has; 2^64 - 1 stands for everything above.
std::uint64_t number_of_runs(const StudyPlan& plan);

/// The run of that number: pipelines change slowest, then the axes in their order.
PlannedRun planned_run(const StudyPlan& plan, std::size_t index);

/// @throws Failure(bad_configuration) where there are more runs than the plan allows, with what
/// they come from.
void expect_feasible(const StudyPlan& plan);

/// What the numbers of runs stand for: it changes whenever another run gets one.
std::string plan_fingerprint(const StudyPlan& plan);

}  // namespace zeroth::host
