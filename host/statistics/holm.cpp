#include "host/statistics/holm.h"

#include <algorithm>
#include <numeric>

namespace zeroth::host {

std::vector<double> holm(const std::vector<double>& p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  std::vector<double> adjusted(p.size());
  double largest = 0;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    const auto left = static_cast<double>(order.size() - rank);
    largest = std::max(largest, std::min(1.0, left * p[order[rank]]));
    adjusted[order[rank]] = largest;
  }
  return adjusted;
}

void adjust_by_holm(const std::vector<FigureDifference*>& table) {
  std::vector<double> p;
  for (const FigureDifference* one : table) p.push_back(one->p);
  const std::vector<double> adjusted = holm(p);
  for (std::size_t i = 0; i < table.size(); ++i) table[i]->adjusted_p = adjusted[i];
}

}  // namespace zeroth::host
