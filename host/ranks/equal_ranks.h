#pragma once

#include <zeroth/tensors.h>

#include <string>
#include <vector>

#include "host/ranks/rank_group.h"

namespace zeroth::host {

/// @param when  for a person: "iteration 100"
/// @throws Failure(run_failed), on every rank, naming the first tensor that is not the same to the
/// bit on all.
void expect_equal_ranks(RankGroup& ranks, const NamedTensors& state, const std::string& when);

/// Whether ranks are about to sum tensors of one kind: said before they do, since sums of others
/// would wait for ever or mix what does not belong together. One short message where they are.
/// @param lines  what this rank has, in its order: `the loss "critic"`
/// @param where, when  for a person: whose it is; "phase critic, epoch 1, iteration 7"
/// @throws Failure(run_failed), on every rank, naming the first line that is not the same on all.
void expect_same_lines(RankGroup& ranks, const std::vector<std::string>& lines,
                       const std::string& where, const std::string& when);

}  // namespace zeroth::host
