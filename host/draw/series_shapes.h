#pragma once

#include <vector>

#include "host/draw/chart_frame.h"
#include "host/draw/drawing.h"

namespace zeroth::host {

/// How much the area of a bar or a histogram covers what lies behind.
double bar_opacity(SeriesKind kind);

/// The shapes of a series within the plot.
void add_series(const Chart& chart, std::size_t series, const ChartFrame& frame,
                std::vector<DrawnShape>& shapes);

}  // namespace zeroth::host
