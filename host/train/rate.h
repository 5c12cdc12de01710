#pragma once

#include <zeroth/plan.h>

#include <cstdint>

namespace zeroth::host {

/// What the learning rate is multiplied by in a step that `taken` others were taken before, of
/// `total` in the whole training; formulas: zeroth/training.h.
double rate_share(const plan::Rate& rate, std::int64_t taken, std::int64_t total);

}  // namespace zeroth::host
