#include "host/statistics/no_spread.h"

#include <algorithm>
#include <cmath>

#include "host/statistics/distributions.h"

namespace zeroth::host {

double hidden_spread(double rows, double level) { return 100 * unseen_share(rows, level); }

double hidden_p_value(double rows, double value) {
  const double share = std::min(std::abs(value) / 100, 1.0);
  return std::min(1.0, 2 * std::pow(1 - share, rows));
}

}  // namespace zeroth::host
