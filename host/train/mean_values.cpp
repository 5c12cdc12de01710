#include "host/train/mean_values.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/stack.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/base/begins_with.h"
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

MeanValues::Sum& MeanValues::sum_of(const std::string& name) {
  const auto found =
      std::find_if(sums_.begin(), sums_.end(), [&](const Sum& sum) { return sum.name == name; });
  return found != sums_.end() ? *found : *sums_.insert(sums_.end(), Sum{name, 0.0, 0});
}

void MeanValues::add(const std::string& name, double value) {
  Sum& sum = sum_of(name);
  sum.total += value;
  ++sum.count;
}

void MeanValues::add(const std::string& name, const at::Tensor& value) {
  Sum& sum = sum_of(name);
  // The same sums, in the same order, as on the CPU and as in an epoch that was stopped.
  sum.there = value.detach()
                  .to(at::kDouble)
                  .add(sum.there.defined() ? sum.there : at::full({}, sum.total, at::kDouble));
  ++sum.count;
}

void MeanValues::fetch() {
  std::vector<Sum*> away;
  std::vector<at::Tensor> totals;
  for (Sum& sum : sums_) {
    if (!sum.there.defined()) continue;
    away.push_back(&sum);
    totals.push_back(sum.there);
  }
  if (away.empty()) return;
  const at::Tensor all = at::stack(totals).to(at::kCPU);
  for (std::size_t i = 0; i < away.size(); ++i) {
    away[i]->total = all.data_ptr<double>()[i];
    away[i]->there = at::Tensor();
  }
}

std::optional<std::pair<std::string, double>> MeanValues::not_finite() {
  fetch();
  for (const Sum& sum : sums_) {
    if (!std::isfinite(sum.total)) return std::pair(sum.name, sum.total);
  }
  return std::nullopt;
}

std::vector<NamedMean> MeanValues::take() {
  fetch();
  std::vector<NamedMean> means;
  for (const Sum& sum : sums_) {
    means.push_back({sum.name, sum.total / static_cast<double>(sum.count)});
  }
  sums_.clear();
  return means;
}

NamedTensors MeanValues::state(const std::string& prefix) {
  fetch();
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
    if (!begins_with(one.name, prefix)) continue;
    const std::string place = fmt::format("{}{}/", prefix, sums_.size());
    if (!begins_with(one.name, place) || !is_sum(one.tensor)) {
      refuse_damaged(one.name, "is no running mean");
    }
    const double* values = one.tensor.data_ptr<double>();
    sums_.push_back(
        {one.name.substr(place.size()), values[0], static_cast<std::int64_t>(values[1])});
  }
}

}  // namespace zeroth::host
