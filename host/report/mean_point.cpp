#include "host/report/mean_point.h"

#include <algorithm>

namespace zeroth::host {

ChartPoint mean_point(double x, const std::vector<double>& values) {
  ChartPoint point{x, 0};
  for (const double value : values) point.y += value / static_cast<double>(values.size());
  if (values.size() > 1) {
    point.low = *std::min_element(values.begin(), values.end());
    point.high = *std::max_element(values.begin(), values.end());
  }
  return point;
}

}  // namespace zeroth::host
