#pragma once

#include "host/draw/chart_frame.h"
#include "host/draw/drawing.h"

namespace zeroth::host {

/// The shapes of a chart: no two of its texts overlap in a font that is no wider than DejaVu Sans.
Drawing draw(const Chart& chart, const ChartLook& look = {});

}  // namespace zeroth::host
