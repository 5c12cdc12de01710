#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "host/base/stopwatch.h"
#include "host/train/phase_watch.h"

namespace zeroth::host {

/// Iterations of a stage, measured.
struct RehearsedStage {
  std::string name;
  std::int64_t epochs = 0;
  std::int64_t iterations_per_epoch = 0;
  std::optional<Seconds> seconds;           ///< medians; nothing: not timed
  std::vector<RehearsedPhase> phases = {};  ///< on the simulated device, where anything ran
};

/// The median of so many timed iterations. One more comes first, untimed, when there are several;
/// with 0 nothing runs, and there is nothing.
std::optional<Seconds> median_seconds(int iterations, const std::function<void()>& iteration);

}  // namespace zeroth::host
