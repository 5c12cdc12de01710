#include "host/train/planned_stage.h"

#include <algorithm>

#include "host/train/row_sampler.h"

namespace zeroth::host {
namespace {

/// What every round of a stage does for one batch, added up.
template <class Of>
std::int64_t over_rounds(const plan::Stage& stage, Of&& of) {
  std::int64_t sum = 0;
  for (const std::vector<plan::Round>& pass : stage.passes) {
    for (const plan::Round& round : pass) sum += round.repeats * of(round);
  }
  return sum;
}

}  // namespace

std::vector<PlannedStage> planned_stages(const plan::Schedule& schedule,
                                         const TrainSettings& settings, std::int64_t rows) {
  std::vector<PlannedStage> all;
  for (const plan::Stage& stage : schedule.stages) {
    const std::int64_t batch = std::max<std::int64_t>(stage.batch.value_or(settings.batch), 1);
    const std::int64_t batches = (rows + batch - 1) / batch;
    const std::int64_t phases = over_rounds(stage, [](const plan::Round& round) {
      return static_cast<std::int64_t>(round.phases.size());
    });
    all.push_back({stage.name, stage.epochs.value_or(settings.epochs), batches * phases});
  }
  return all;
}

std::int64_t runs_of(const std::vector<std::string>& phases, const plan::Schedule& schedule,
                     const TrainSettings& settings, std::int64_t rows) {
  std::int64_t runs = 0;
  for (const plan::Stage& stage : schedule.stages) {
    const std::int64_t batches =
        batches_per_epoch(rows, stage.batch.value_or(settings.batch), stage.sampling);
    const std::int64_t of_batch = over_rounds(stage, [&](const plan::Round& round) {
      return std::count_if(round.phases.begin(), round.phases.end(), [&](const std::string& one) {
        return std::find(phases.begin(), phases.end(), one) != phases.end();
      });
    });
    runs += stage.epochs.value_or(settings.epochs) * batches * of_batch;
  }
  return runs;
}

}  // namespace zeroth::host
