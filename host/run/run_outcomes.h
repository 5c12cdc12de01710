#pragma once

#include <filesystem>
#include <optional>

#include "host/record/look_chain.h"
#include "host/run/score_file.h"
#include "host/statistics/row_outcomes.h"

namespace zeroth::host {

/// How a model did on each row of stored scores, in the order of the rows. `threshold`: of the
/// figures, where they are not those of the plain predictions.
RowOutcomes outcomes_of(const ScoreFile& scores, const std::optional<double>& threshold);

/// What the result of a finished run is about.
struct RunOutcomes {
  Look look;         ///< that the result is of
  RowOutcomes rows;  ///< whose figures are those of the look
  Json facts;        ///< of the scores
  bool oracle_gate = false;
};

/// Reads looks and scores of a run directory, or of a bundle that was unpacked, which may hold of
/// the scores only what figures are made of, and holds them against each other. Writes nothing.
/// @throws Failure(bad_data) when they are not those that the run wrote, Failure(no_input) where
/// there is no run.
RunOutcomes read_run_outcomes(const std::filesystem::path& directory);

}  // namespace zeroth::host
