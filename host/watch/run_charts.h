#pragma once

#include <vector>

#include "host/base/json.h"
#include "host/draw/chart.h"

namespace zeroth::host {

/// Curves of one run from the lines of its metrics, however far they go: figures by epoch for each
/// part of the run, then losses and lengths of gradients for each stage. What has one value only is
/// drawn, too: the run has just begun.
std::vector<Chart> charts_of_run(const std::vector<Json>& lines);

/// The one that tells most of how a run stands: its latest figures, else its latest losses; nothing
/// where there are neither.
std::vector<Chart> latest_chart(const std::vector<Json>& lines);

/// About how many seconds the stage that runs still takes, by how fast its epochs were so far; 0
/// where nobody can say.
/// @param epochs  that the stage has
double seconds_left(const std::vector<Json>& lines, std::int64_t epochs);

}  // namespace zeroth::host
