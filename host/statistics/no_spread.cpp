#include "host/statistics/no_spread.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "host/statistics/distributions.h"

namespace zeroth::host {

double hidden_spread(double rows, double level) { return 100 * unseen_share(rows, level); }

double hidden_variance_of_mean(double own, double other, double rows, double level) {
  if (own + other <= 0) return 0;
  const double normal = t_above((1 - level) / 2, std::numeric_limits<double>::infinity());
  const double slope = 2 * std::pow(other / (own + other), 2);
  return std::pow(slope * hidden_spread(rows, level) / normal, 2);
}

double hidden_p_value(double rows, double value) {
  const double share = std::min(std::abs(value) / 100, 1.0);
  return std::min(1.0, 2 * std::pow(1 - share, rows));
}

}  // namespace zeroth::host
