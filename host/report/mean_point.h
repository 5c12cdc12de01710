#pragma once

#include <vector>

#include "host/draw/chart.h"

namespace zeroth::host {

/// A place of a curve over seeds: their mean and, of several, the lowest and the highest.
ChartPoint mean_point(double x, const std::vector<double>& values);

}  // namespace zeroth::host
