#pragma once

#include <zeroth/plan.h>

#include <cstdint>
#include <string>
#include <vector>

#include "host/train/train_settings.h"

namespace zeroth::host {

/// How much a stage does.
struct PlannedStage {
  std::string name;
  std::int64_t epochs = 0;
  std::int64_t phases_per_epoch = 0;  ///< calls of a phase, about: batches that are dropped count
};

/// All stages of a schedule on that many training rows.
std::vector<PlannedStage> planned_stages(const plan::Schedule& schedule,
                                         const TrainSettings& settings, std::int64_t rows);

/// How often the schedule runs those phases, from the first stage to the end of the last.
std::int64_t runs_of(const std::vector<std::string>& phases, const plan::Schedule& schedule,
                     const TrainSettings& settings, std::int64_t rows);

}  // namespace zeroth::host
