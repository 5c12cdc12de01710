#pragma once

#include "host/base/json.h"
#include "host/engine/composer.h"
#include "host/ranks/draws_alone.h"
#include "host/ranks/rank_group.h"
#include "host/run/problem_data.h"

namespace zeroth::host {

/// What one process draws in the trainings of a part, the same on all ranks: the first rank makes
/// the part once more, as if it were alone, tries an iteration of every phase, and tells the
/// others. Where that fails, as the training itself will, it is what was drawn until then.
DrawsAlone draws_alone(RankGroup& ranks, const Json& pipeline, const Composer& composer,
                       const ProblemData& problem);

}  // namespace zeroth::host
