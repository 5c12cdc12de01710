#pragma once

#include "host/base/json.h"
#include "host/engine/composer.h"
#include "host/ranks/rank_group.h"
#include "host/ranks/tried_phases.h"
#include "host/run/problem_data.h"

namespace zeroth::host {

/// What the phases of a part's trainings are like, the same on all ranks: the first rank makes the
/// part once more, as if it were alone, tries an iteration of every phase, and tells the others.
/// Where that fails it is what was found until then: what is not known is not shared.
TriedPhases try_phases(RankGroup& ranks, const Json& pipeline, const Composer& composer,
                       const ProblemData& problem);

}  // namespace zeroth::host
