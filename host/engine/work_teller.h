#pragma once

#include <cstdint>
#include <string>

#include "host/base/progress.h"

namespace zeroth::host {

/// While it lives, `progress` shows what components say of long work (say_progress() of the SDK)
/// that takes more than a second. Requests to stop are answered there with or without one, by a
/// Failure as of stopped(), while an InterruptGuard lives.
class WorkTeller {
 public:
  /// `aside`: inside a work that is shown already, at the end of its line.
  enum class Manner { as_work, aside };
  explicit WorkTeller(Progress& progress, Manner manner = Manner::as_work);
  ~WorkTeller();
  WorkTeller(const WorkTeller&) = delete;
  WorkTeller& operator=(const WorkTeller&) = delete;
};

/// What say_progress() of the SDK does in a host.
void hear_progress(const std::string& work, std::int64_t done, std::int64_t total);

}  // namespace zeroth::host
