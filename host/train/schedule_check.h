#pragma once

#include <zeroth/training.h>

#include <string>

namespace zeroth::host {

/// Why a schedule cannot be run, whatever the parameters are: a name that is missing or doubled, a
/// length that never ends, a batch that is not there; empty when there is nothing.
std::string problem_of(const Schedule& schedule);

}  // namespace zeroth::host
