// What a Trainer does where nothing of it is kept: iterations that are timed or watched.
#include <utility>

#include "host/device/simulated_device.h"
#include "host/train/trainer.h"

namespace zeroth::host {

std::vector<RehearsedStage> Trainer::rehearse(int iterations, bool watch) {
  const bool watches = watch && iterations > 0 && is_simulated(data_.device());
  std::vector<RehearsedStage> rehearsed;
  for (; !finished(); leave_stage()) {
    const auto iteration = [&] {
      run_pass(stage().passes.back());
      check_means();  // a device has done the iteration when its losses are there
    };
    rehearsed.push_back({stage().name, epochs_of_stage(), iterations_per_epoch(),
                         median_seconds(iterations, iteration)});
    if (watches) rehearsed.back().phases = watch_phases();
  }
  return rehearsed;
}

/// All phases of the stage, as they run when it begins and when it ends: what the first iteration
/// does but once is not looked at.
std::vector<RehearsedPhase> Trainer::watch_phases() {
  run_at_begin();
  PhaseWatch watch;
  watch_ = &watch;
  run_at_begin();
  run_at_end();
  watch_ = nullptr;
  return watch.phases(trainee_->place().id, trainee_->dynamic_phases());
}

void Trainer::run_at_begin() { run_at(0, 0); }

void Trainer::run_at_end() { run_at(epochs_of_stage() - 1, batches_in_epoch() - 1); }

/// An iteration of all passes of the stage.
void Trainer::run_at(std::int64_t epoch, std::int64_t iteration) {
  auto* at = position_.data_ptr<std::int64_t>();
  for (std::size_t pass = 0; pass < stage().passes.size(); ++pass) {
    at[1] = epoch, at[2] = static_cast<std::int64_t>(pass), at[3] = iteration;
    run_pass(stage().passes[pass]);
  }
  check_means();
  at[1] = at[2] = at[3] = 0;
}

void Trainer::leave_stage() {
  ++*position_.data_ptr<std::int64_t>();
  enter_stage();
}

}  // namespace zeroth::host
