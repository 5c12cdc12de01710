#pragma once

#include "host/base/json.h"
#include "host/evaluate/evaluation.h"

namespace zeroth::host {

/// The figures of an evaluation in percent, as every document of a run names them.
Json figures(const Evaluation& evaluation);

/// How well seen and unseen rows are told apart, and what the errors are due to, in percent.
Json figures(const GateFigures& gate);

}  // namespace zeroth::host
