#include "host/statistics/optimism.h"

#include <vector>

namespace zeroth::host {

std::optional<OptimismGap> optimism_gap(const std::map<std::int64_t, double>& best_on_test,
                                        const std::map<std::int64_t, double>& strict,
                                        double level) {
  std::vector<double> gaps;
  for (const auto& [seed, best] : best_on_test) {
    const auto same_seed = strict.find(seed);
    if (same_seed != strict.end()) gaps.push_back(best - same_seed->second);
  }
  if (gaps.empty()) return std::nullopt;
  const Summary gap = summarize(gaps);
  return OptimismGap{gap, mean_interval(gap, level)};
}

}  // namespace zeroth::host
