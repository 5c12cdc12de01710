#pragma once

#include <string>
#include <vector>

#include "host/draw/chart.h"

namespace zeroth::host {

/// About `wanted` round numbers within [low, high], which are apart by more than rounding.
std::vector<double> round_numbers(double low, double high, int wanted);

/// Whether a value can be drawn: a number, and not one near the largest that there are.
bool is_drawable(double value);
inline bool is_drawable(const ChartPoint& point) {
  return is_drawable(point.x) && is_drawable(point.y);
}

/// What values of a chart an axis has to hold.
struct AxisValues {
  double low = 0, high = 0;
  bool has_any = false, are_whole = true;

  void add(double value);
};

/// How values become places of an axis.
class AxisScale {
 public:
  /// @param room  share of the axis that stays free at either side which is not fixed
  AxisScale(const ChartAxis& axis, const AxisValues& values, double room);

  double low() const { return low_; }
  double high() const { return high_; }
  bool is_logarithmic() const { return is_logarithmic_; }
  /// 0 at the low end, 1 at the high one.
  double share(double value) const;
  /// About so many values to write beside the axis.
  std::vector<double> ticks(int wanted) const;

 private:
  double low_ = 0, high_ = 1;
  bool is_logarithmic_ = false, has_whole_ticks_ = false;
};

/// A number beside an axis: "0.001", "2500", "1e+06".
std::string tick_text(double value);

}  // namespace zeroth::host
