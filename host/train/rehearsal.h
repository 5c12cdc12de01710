#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "host/base/stopwatch.h"

namespace zeroth::host {

/// Iterations of a stage, measured.
struct RehearsedStage {
  std::string name;
  std::int64_t epochs = 0;
  std::int64_t iterations_per_epoch = 0;
  std::optional<Seconds> seconds;  ///< medians; nothing: not timed
};

/// The median of so many timed iterations. One more comes first, untimed, when there are several;
/// with 0 nothing runs, and there is nothing.
std::optional<Seconds> median_seconds(int iterations, const std::function<void()>& iteration);

}  // namespace zeroth::host
