#include "host/train/mean_values.h"

#include <ATen/ops/empty.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/train/restore.h"

namespace zeroth::host {
namespace {

constexpr double kMostAdded = 9007199254740992.0;  // 2^53: as far as a double counts

bool is_sum(const at::Tensor& saved) {
  if (saved.scalar_type() != at::kDouble || saved.dim() != 1 || saved.size(0) != 2) return false;
  const double* values = saved.data_ptr<double>();
  return values[1] >= 1 && values[1] <= kMostAdded && values[1] == std::floor(values[1]);
}

}  // namespace

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

NamedTensors MeanValues::state(const std::string& prefix) const {
  NamedTensors all;
  for (const Sum& sum : sums_) {
    at::Tensor pair = at::empty({2}, at::kDouble);
    pair.data_ptr<double>()[0] = sum.total;
    pair.data_ptr<double>()[1] = static_cast<double>(sum.count);
    all.push_back({fmt::format("{}{}/{}", prefix, all.size(), sum.name), pair});
  }
  return all;
}

void MeanValues::restore(const TensorMap& saved, const std::string& prefix) {
  sums_.clear();
  for (const NamedTensor& one : saved.all()) {
    if (one.name.compare(0, prefix.size(), prefix) != 0) continue;
    const std::string place = fmt::format("{}{}/", prefix, sums_.size());
    if (one.name.compare(0, place.size(), place) != 0 || !is_sum(one.tensor)) {
      refuse_damaged(one.name, "is no running mean");
    }
    const double* values = one.tensor.data_ptr<double>();
    sums_.push_back(
        {one.name.substr(place.size()), values[0], static_cast<std::int64_t>(values[1])});
  }
}

}  // namespace zeroth::host
