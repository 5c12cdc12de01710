#pragma once

#include <zeroth/tensors.h>

#include <string>

#include "host/ranks/rank_group.h"

namespace zeroth::host {

/// The state of the first rank, on every rank. `own` is what this rank has, of which only the
/// first's counts.
NamedTensors from_first_rank(RankGroup& ranks, const NamedTensors& own);

/// @param when  for a person: "iteration 100"
/// @throws Failure(run_failed), on every rank, naming the first tensor that is not the same to the
/// bit on all.
void expect_equal_ranks(RankGroup& ranks, const NamedTensors& state, const std::string& when);

}  // namespace zeroth::host
