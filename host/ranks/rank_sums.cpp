#include "host/ranks/rank_sums.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cstdint>

namespace zeroth::host {
namespace {

// Elements of a bucket: large against the cost of a message, small beside a network.
constexpr std::int64_t kBucket = std::int64_t{6} << 20;

using Bucket = std::vector<at::Tensor>;

/// All numbers of some tensors, one behind the other.
at::Tensor flat(const Bucket& tensors, at::ScalarType type) {
  Bucket parts;
  for (const at::Tensor& one : tensors) parts.push_back(one.reshape({-1}).to(type));
  return at::cat(parts);
}

void copy_back(const at::Tensor& all, const Bucket& tensors) {
  std::int64_t first = 0;
  for (const at::Tensor& one : tensors) {
    one.copy_(all.narrow(0, first, one.numel()).view(one.sizes()));
    first += one.numel();
  }
}

/// Of tensors of one type, as one message.
void average_bucket(RankGroup& ranks, const Bucket& tensors) {
  const at::Tensor all = flat(tensors, tensors[0].scalar_type());
  ranks.sum(all);
  copy_back(all.div_(ranks.size()), tensors);
}

/// The first rank's numbers and the mean of how far all are from them: no sum of numbers that are
/// the same rounds anything, whatever the number of ranks.
void average_kept_bucket(RankGroup& ranks, const Bucket& tensors) {
  const at::Tensor own = flat(tensors, at::kDouble), first = own.clone();
  ranks.from_first(first);
  const at::Tensor apart = at::where(own == first, at::zeros({}, own.options()), own - first);
  ranks.sum(apart);
  copy_back(at::where(apart == 0, first, first + apart / ranks.size()), tensors);
}

/// Tensors in buckets; `together`: whether a tensor may go with another one.
template <class Together, class Send>
void in_buckets(const Bucket& tensors, Together together, Send send) {
  const at::NoGradGuard no_gradient;
  Bucket bucket;
  std::int64_t elements = 0;
  for (const at::Tensor& one : tensors) {
    const bool full =
        elements + one.numel() > kBucket || !(bucket.empty() || together(bucket[0], one));
    if (full && !bucket.empty()) {
      send(bucket);
      bucket.clear();
      elements = 0;
    }
    bucket.push_back(one.detach());
    elements += one.numel();
  }
  if (!bucket.empty()) send(bucket);
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
  const auto same_type = [](const at::Tensor& a, const at::Tensor& b) {
    return a.scalar_type() == b.scalar_type();
  };
  in_buckets(tensors, same_type, [&](const Bucket& some) { average_bucket(ranks, some); });
}

void average_kept(RankGroup& ranks, const std::vector<at::Tensor>& tensors) {
  const auto any = [](const at::Tensor&, const at::Tensor&) { return true; };
  in_buckets(tensors, any, [&](const Bucket& some) { average_kept_bucket(ranks, some); });
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
