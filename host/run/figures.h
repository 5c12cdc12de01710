#pragma once

#include <string>

#include "host/base/json.h"
#include "host/evaluate/evaluation.h"

namespace zeroth::host {

/// The figures of an evaluation in percent, as every document of a run names them; null where the
/// test rows that a figure needs are missing.
Json figures(const Evaluation& evaluation);

/// "U 25.0  S 73.3  H 37.3  T1 53.8", those that are known.
std::string figures_text(const Json& figures);

/// What the best epoch is chosen by: H, or the one figure that means anything (T1, else S).
double choosing_figure(const Json& figures);
/// "H 37.3": that figure with its name, or nothing.
std::string choosing_text(const Json& figures);

/// How well seen and unseen rows are told apart, and what the errors are due to, in percent.
Json figures(const GateFigures& gate);

}  // namespace zeroth::host
