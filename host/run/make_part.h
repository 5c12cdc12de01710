#pragma once

#include "host/engine/composer.h"
#include "host/ranks/rank_group.h"
#include "host/read/loaded_data_set.h"
#include "host/run/run_part.h"
#include "host/run/run_record.h"

namespace zeroth::host {

/// The part of a run that `record` is in, at its beginning: its problem cut out of the data, its
/// recipe made. `pipeline` is the run's; `ranks`, if any, train it together.
/// @throws Failure where the problem cannot be cut, a plugin refuses or memory will not do.
RunPart make_part(const LoadedDataSet& data, Json pipeline, const RunRecord& record,
                  const Composer& composer, const at::Device& device, RankGroup* ranks);

}  // namespace zeroth::host
