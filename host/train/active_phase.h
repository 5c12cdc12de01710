#pragma once

#include <zeroth/plan.h>

#include <map>
#include <string>
#include <vector>

#include "host/train/joined_term.h"
#include "host/train/optimiser.h"

namespace zeroth::host {

/// A phase with the optimisers that it steps: its own first, then those of a joint term.
struct ActivePhase {
  plan::Phase phase;
  std::vector<FusedOptimiser*> optimisers;
  std::vector<at::Tensor> parameters;  ///< of all of them, in order
};

/// The phases of a schedule by name. `own` are its optimisers and outlive them; so does `joint`,
/// which may be nothing.
/// @throws std::invalid_argument where a phase moves a parameter twice.
std::map<std::string, ActivePhase> active_phases(const plan::Schedule& schedule,
                                                 std::vector<FusedOptimiser>& own,
                                                 JoinedTerm* joint);

/// The names of those parameters that no round of the schedule moves.
std::vector<std::string> unmoved(const NamedTensors& parameters, const plan::Schedule& schedule,
                                 const std::map<std::string, ActivePhase>& phases);

}  // namespace zeroth::host
