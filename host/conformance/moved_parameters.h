#pragma once

#include <zeroth/training.h>

#include <string>

namespace zeroth::host {

/// Those of `parameters` that the optimisers of a phase move.
NamedTensors moved_by(const Schedule& schedule, const Phase& phase, const NamedTensors& parameters);

/// What is odd about a stage: a parameter that two optimisers move in turn, each with moments of
/// its own; empty if there is none. Two of one phase cannot, and of two stages each has its time.
std::string shared_parameter(const Schedule& schedule, const Stage& stage,
                             const NamedTensors& parameters);

}  // namespace zeroth::host
