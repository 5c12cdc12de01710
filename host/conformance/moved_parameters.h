#pragma once

#include <zeroth/plan.h>

#include <string>

namespace zeroth::host {

/// Those of `parameters` that the optimisers of a phase move.
NamedTensors moved_by(const plan::Schedule& schedule, const plan::Phase& phase,
                      const NamedTensors& parameters);

/// What is odd about a stage: a parameter that two optimisers move in turn, each with moments of
/// its own; empty if there is none. Two of one phase cannot, and of two stages each has its time.
std::string shared_parameter(const plan::Schedule& schedule, const plan::Stage& stage,
                             const NamedTensors& parameters);

}  // namespace zeroth::host
