#include "host/train/mean_values.h"

#include <algorithm>

namespace zeroth::host {

void MeanValues::add(const std::string& name, double value) {
  auto found =
      std::find_if(sums_.begin(), sums_.end(), [&](const Sum& sum) { return sum.name == name; });
  if (found == sums_.end()) found = sums_.insert(sums_.end(), Sum{name, 0.0, 0});
  found->total += value;
  ++found->count;
}

std::vector<NamedMean> MeanValues::take() {
  std::vector<NamedMean> means;
  for (const Sum& sum : sums_) {
    means.push_back({sum.name, sum.total / static_cast<double>(sum.count)});
  }
  sums_.clear();
  return means;
}

}  // namespace zeroth::host
