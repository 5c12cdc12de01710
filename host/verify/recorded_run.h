#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/evaluate/evaluation.h"
#include "host/record/look_chain.h"
#include "host/record/metrics_log.h"
#include "host/record/run_identity.h"
#include "host/run/score_file.h"
#include "host/verify/run_check.h"

namespace zeroth::host {

/// The files of a run that has ended, as far as they can be read. What follows from one that cannot
/// is left out by who needs it: that the file cannot be read is a check of its own.
struct RecordedRun {
  std::filesystem::path directory;
  bool is_bundle = false;
  std::set<std::string> rewritten;  ///< files of a bundle that are not as the run wrote them
  std::optional<Json> pipeline, status, result;
  std::optional<RunIdentity> identity;
  std::optional<LookChain> looks;
  std::optional<std::vector<MetricsLine>> metrics;
  std::optional<Look> best;              ///< the look that the result is about
  std::optional<ScoreFile> scores;       ///< of that look; such as `evaluate` can take them
  bool has_all_scores = true;            ///< else the best ones of each side only
  std::optional<Evaluation> evaluation;  ///< of the scores, computed here

  bool has(const char* name) const { return std::filesystem::exists(directory / name); }
  std::string protocol() const {
    return pipeline->at("evaluate").at("protocol").get<std::string>();
  }
};

/// Reads them all; a check for every file that has a checksum or must be there.
/// @throws Failure(no_input) where there is no run, or one that has no result yet.
RecordedRun read_recorded_run(const std::filesystem::path& directory, RunChecks& checks);

}  // namespace zeroth::host
