#pragma once

#include <string>
#include <vector>

#include "host/log/line_metrics.h"
#include "host/log/logged_run.h"

namespace zeroth::host {

// Events of TensorBoard, each a record of an event file: messages tensorboard.Event of event.proto
// and summary.proto of TensorBoard.

/// What a file begins with: its version, a start that makes what another file said of the run
/// before void, the pipeline as a text, and the values of the pipeline as hyper-parameters.
std::string first_events(const LoggedRun& run, double now);

/// Numbers at a step; empty where there are none.
std::string scalar_event(const LineMetrics& metrics);

/// That the run has ended.
std::string end_event(LoggedEnd how, double now);

}  // namespace zeroth::host
