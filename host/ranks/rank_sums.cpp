#include "host/ranks/rank_sums.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cstdint>

namespace zeroth::host {
namespace {

// Elements of a bucket: large against the cost of a message, small beside a network.
constexpr std::int64_t kBucket = std::int64_t{6} << 20;

/// Means over the ranks of tensors of one type, as one message.
void average_bucket(RankGroup& ranks, const std::vector<at::Tensor>& tensors) {
  std::vector<at::Tensor> flat;
  for (const at::Tensor& one : tensors) flat.push_back(one.reshape({-1}));
  at::Tensor all = at::cat(flat);
  ranks.sum(all);
  all.div_(ranks.size());
  std::int64_t first = 0;
  for (const at::Tensor& one : tensors) {
    one.copy_(all.narrow(0, first, one.numel()).view(one.sizes()));
    first += one.numel();
  }
}

/// How many ranks have each gradient.
std::vector<std::int64_t> defined_on(RankGroup& ranks, const std::vector<at::Tensor>& gradients) {
  const at::Tensor counts = at::zeros({static_cast<std::int64_t>(gradients.size())}, at::kLong);
  auto* const count = counts.data_ptr<std::int64_t>();
  for (std::size_t i = 0; i < gradients.size(); ++i) count[i] = gradients[i].defined() ? 1 : 0;
  ranks.sum(counts);
  return {count, count + gradients.size()};
}

}  // namespace

void average_in_place(RankGroup& ranks, const std::vector<at::Tensor>& tensors) {
  const at::NoGradGuard no_gradient;
  std::vector<at::Tensor> bucket;
  std::int64_t elements = 0;
  const auto send = [&] {
    if (!bucket.empty()) average_bucket(ranks, bucket);
    bucket.clear();
    elements = 0;
  };
  for (const at::Tensor& one : tensors) {
    const bool other_type = !bucket.empty() && bucket[0].scalar_type() != one.scalar_type();
    if (other_type || elements + one.numel() > kBucket) send();
    bucket.push_back(one.detach());
    elements += one.numel();
  }
  send();
}

void average_gradients(RankGroup& ranks, std::vector<at::Tensor>& gradients,
                       const std::vector<at::Tensor>& parameters) {
  const std::vector<std::int64_t> counts = defined_on(ranks, gradients);
  std::vector<at::Tensor> averaged;
  for (std::size_t i = 0; i < gradients.size(); ++i) {
    if (counts[i] == 0) continue;
    // A gradient may share its memory with another, or be one number expanded.
    gradients[i] = gradients[i].defined()
                       ? gradients[i].detach().clone(at::MemoryFormat::Contiguous)
                       : at::zeros(parameters[i].sizes(), parameters[i].options());
    averaged.push_back(gradients[i]);
  }
  average_in_place(ranks, averaged);
}

std::vector<double> average(RankGroup& ranks, const std::vector<double>& values) {
  const at::Tensor sums = at::zeros({static_cast<std::int64_t>(values.size())}, at::kDouble);
  if (values.empty()) return values;
  auto* const sum = sums.data_ptr<double>();
  std::copy(values.begin(), values.end(), sum);
  ranks.sum(sums);
  sums.div_(ranks.size());
  return {sum, sum + values.size()};
}

int largest(RankGroup& ranks, int value) {
  const at::Tensor all = at::zeros({ranks.size()}, at::kInt);
  auto* const values = all.data_ptr<int>();
  values[ranks.place().rank] = value;
  ranks.sum(all);
  return *std::max_element(values, values + ranks.size());
}

}  // namespace zeroth::host
