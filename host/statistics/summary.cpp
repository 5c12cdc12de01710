#include "host/statistics/summary.h"

#include <cmath>
#include <numeric>

namespace zeroth::host {

Summary summarize(const std::vector<double>& values) {
  Summary summary;
  summary.n = static_cast<std::int64_t>(values.size());
  if (values.empty()) return summary;
  const auto n = static_cast<double>(values.size());
  summary.mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  if (values.size() < 2) return summary;
  double squares = 0;
  for (const double value : values) squares += (value - summary.mean) * (value - summary.mean);
  summary.deviation = std::sqrt(squares / (n - 1));
  return summary;
}

std::optional<Interval> mean_interval(const Summary& summary, double level) {
  if (!summary.deviation) return std::nullopt;
  const auto n = static_cast<double>(summary.n);
  const double half = t_above((1 - level) / 2, n - 1) * *summary.deviation / std::sqrt(n);
  return Interval{summary.mean - half, summary.mean + half};
}

}  // namespace zeroth::host
