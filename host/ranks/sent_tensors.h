#pragma once

#include <zeroth/tensors.h>

#include "host/ranks/rank_group.h"

namespace zeroth::host {

/// The tensors of the first rank, on every rank. `own` is what this rank has, of which only the
/// first's counts.
NamedTensors from_first_rank(RankGroup& ranks, const NamedTensors& own);

/// What all ranks have of each name, rows below each other in the order of the ranks, on the first
/// one; the others get nothing. A rank without rows of a name leaves it out.
NamedTensors below_each_other(RankGroup& ranks, const NamedTensors& own);

}  // namespace zeroth::host
