#pragma once

#include <zeroth/plan.h>

#include <string>
#include <vector>

namespace zeroth::host {

/// Why a schedule cannot be run, whatever the parameters are: a name that is missing or doubled, a
/// length that never ends, a batch that is not there; empty when there is nothing.
std::string problem_of(const plan::Schedule& schedule);

/// The same of one optimiser: `optimiser "critic" clips to -1`.
std::string problem_of(const plan::Optimiser& optimiser);

/// Why these cannot be phases that a component declares dynamic; empty: they are phases.
std::string unknown_phase(const plan::Schedule& schedule, const std::vector<std::string>& dynamic);

}  // namespace zeroth::host
