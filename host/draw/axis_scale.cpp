#include "host/draw/axis_scale.h"

#include <fmt/format.h>

#include <algorithm>

namespace zeroth::host {
namespace {

constexpr double kLargest = 1e150;       // what lies between two of them can be computed
constexpr double kLeastSpan = 1e-9;      // of the values' own size, else they count as the same
constexpr double kSpanOfOneValue = 0.1;  // of its size

std::vector<double> powers_of_ten(double low, double high, int wanted) {
  std::vector<double> ticks;
  const double first = std::floor(std::log10(low)), last = std::ceil(std::log10(high));
  const double every = std::max(1.0, std::ceil((last - first) / wanted));
  for (double power = first; power <= last; power += every) {
    for (const double factor : {1.0, 2.0, 5.0}) {
      if (factor > 1 && last - first > 3) continue;
      const double tick = factor * std::pow(10.0, power);
      if (tick >= low * (1 - kLeastSpan) && tick <= high * (1 + kLeastSpan)) ticks.push_back(tick);
    }
  }
  return ticks;
}

}  // namespace

std::vector<double> round_numbers(double low, double high, int wanted) {
  const double rough = (high - low) / wanted;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  double step = power;
  for (const double factor : {2.0, 5.0, 10.0}) {
    if (factor * power <= 1.5 * rough) step = factor * power;
  }
  std::vector<double> numbers;
  const double slack = 1e-9 * (high - low);
  for (double i = std::ceil((low - slack) / step); i * step <= high + slack; ++i) {
    numbers.push_back(i * step + 0.0);
  }
  return numbers;
}

bool is_drawable(double value) { return std::isfinite(value) && std::fabs(value) < kLargest; }

void AxisValues::add(double value) {
  if (!is_drawable(value)) return;
  low = has_any ? std::min(low, value) : value;
  high = has_any ? std::max(high, value) : value;
  has_any = true;
  are_whole = are_whole && value == std::floor(value);
}

AxisScale::AxisScale(const ChartAxis& axis, const AxisValues& values, double room) {
  if (axis.has_names()) {
    low_ = -0.5;
    high_ = static_cast<double>(axis.names.size()) - 0.5;
    return;
  }
  is_logarithmic_ = axis.logarithmic && values.has_any && values.low > 0;
  has_whole_ticks_ = values.are_whole && values.has_any;
  if (values.has_any) {
    low_ = is_logarithmic_ ? std::log10(values.low) : values.low;
    high_ = is_logarithmic_ ? std::log10(values.high) : values.high;
  }
  if (axis.low && !is_logarithmic_) low_ = *axis.low;
  if (axis.high && !is_logarithmic_) high_ = *axis.high;
  const double size = std::max(std::fabs(low_), std::fabs(high_));
  if (!(high_ - low_ > kLeastSpan * size)) {
    const double more = size > 0 ? kSpanOfOneValue * size : 1;
    low_ -= axis.low ? 0 : more;
    high_ += more;
  }
  const double span = high_ - low_;
  if (!axis.low) low_ -= room * span;
  if (!axis.high) high_ += room * span;
}

double AxisScale::share(double value) const {
  const double at = is_logarithmic_ ? std::log10(value) : value;
  return (at - low_) / (high_ - low_);
}

std::vector<double> AxisScale::ticks(int wanted) const {
  if (is_logarithmic_) {
    return powers_of_ten(std::pow(10.0, low_), std::pow(10.0, high_), wanted);
  }
  std::vector<double> ticks = round_numbers(low_, high_, wanted);
  if (has_whole_ticks_) {
    ticks.erase(std::remove_if(ticks.begin(), ticks.end(),
                               [](double tick) { return tick != std::floor(tick); }),
                ticks.end());
  }
  return ticks;
}

std::string tick_text(double value) { return fmt::format("{:.6g}", value); }

}  // namespace zeroth::host
