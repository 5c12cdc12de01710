#pragma once

#include <zeroth/predictor.h>

#include "host/evaluate/evaluator.h"
#include "host/ranks/rank_group.h"

namespace zeroth::host {

/// What a look finds out.
struct Looked {
  ScoredRows rows;
  NamedTensors experts;  ///< what the predictor keeps beside its scores
};

/// Whether all ranks score the held-out rows of a look: images, whose regions are read from a file
/// and go through experts. Feature rows are one product with a classifier that the first rank has
/// trained. `ranks` may be null.
bool is_shared(const RankGroup* ranks, const Evaluator& evaluator);

/// A look of which every rank scores its part, by the same predictor: the bits of one process, on
/// the first rank; the others get nothing.
/// @throws Failure(run_failed), on all, where their predictors are not the same to the bit.
Looked look_together(RankGroup& ranks, const Evaluator& evaluator, const Predictor& predictor,
                     KeptScores kept);

}  // namespace zeroth::host
