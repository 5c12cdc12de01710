#pragma once

#include <filesystem>

#include "host/study/study_plan.h"

namespace zeroth::host {

/// Runs that a plan may have without saying "most_runs".
constexpr std::uint64_t kUsualMostRuns = 10'000;

/// Reads a plan file. Whether its paths and values fit their pipelines shows when those are read.
/// @throws Failure(no_input), Failure(bad_configuration) with everything that is wrong, each with
/// file, line and column.
StudyPlan read_plan(const std::filesystem::path& file);

}  // namespace zeroth::host
