#include "host/train/rate.h"

#include <algorithm>
#include <cmath>

namespace zeroth::host {
namespace {

constexpr double kPi = 3.14159265358979323846;

/// 1 at the share 0, `last` at the share 1.
double between(double first_part, double last) { return last + (1 - last) * first_part; }

}  // namespace

double rate_share(const plan::Rate& rate, std::int64_t taken, std::int64_t total) {
  if (taken < rate.warm_up) {
    return static_cast<double>(taken + 1) / static_cast<double>(rate.warm_up);
  }
  const auto behind = static_cast<double>(taken - rate.warm_up);
  const auto all = static_cast<double>(std::max<std::int64_t>(total - rate.warm_up, 1));
  const double share = std::min(behind / all, 1.0);
  switch (rate.shape) {
    case plan::Shape::constant:
      return 1.0;
    case plan::Shape::linear:
      return between(1 - share, rate.last);
    case plan::Shape::cosine:
      return between((1 + std::cos(kPi * share)) / 2, rate.last);
    case plan::Shape::step:
      return std::pow(rate.factor, std::floor(behind / static_cast<double>(rate.every)));
  }
  return 1.0;
}

}  // namespace zeroth::host
