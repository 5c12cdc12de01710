#include "host/train/gradient_clip.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/scalar_tensor.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/where.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

#include "host/train/plain_tensor.h"

namespace zeroth::host {
namespace {

// Elements whose squares are added in one order, whatever thread does it.
constexpr std::int64_t kStretch = 1 << 15;

constexpr double kSmallest = 1e-6;  // length, as torch has it

/// Of all together, [] double where they are.
at::Tensor squares_of(const std::vector<at::Tensor>& gradients) {
  std::vector<at::Tensor> lengths;
  for (const at::Tensor& one : gradients) {
    lengths.push_back(at::linalg_vector_norm(one, 2, {}, false, at::kDouble));
  }
  return at::stack(lengths).square().sum();
}

double sum_of_squares(const at::Tensor& gradient) {
  const float* const data = gradient.data_ptr<float>();
  const std::int64_t count = gradient.numel();
  std::vector<double> sums(static_cast<std::size_t>((count + kStretch - 1) / kStretch));
  at::parallel_for(
      0, static_cast<std::int64_t>(sums.size()), 1, [&](std::int64_t a, std::int64_t b) {
        for (std::int64_t i = a; i < b; ++i) {
          const std::int64_t first = i * kStretch, last = std::min(first + kStretch, count);
          double sum = 0;
          for (std::int64_t j = first; j < last; ++j) sum += static_cast<double>(data[j]) * data[j];
          sums[static_cast<std::size_t>(i)] = sum;
        }
      });
  return std::accumulate(sums.begin(), sums.end(), 0.0);
}

}  // namespace

double clip_scale(const std::vector<at::Tensor>& gradients, double norm) {
  if (norm == 0) return 1.0;
  double squares = 0;
  std::vector<at::Tensor> others;
  for (const at::Tensor& one : gradients) {
    if (!one.defined()) continue;
    if (is_plain(one)) {
      squares += sum_of_squares(one);
    } else {
      others.push_back(one);
    }
  }
  if (!others.empty()) squares += squares_of(others).item<double>();
  return std::min(1.0, norm / (std::sqrt(squares) + kSmallest));
}

at::Tensor clip_scale_there(const std::vector<at::Tensor>& gradients, double norm) {
  std::vector<at::Tensor> defined;
  for (const at::Tensor& one : gradients) {
    if (one.defined()) defined.push_back(one);
  }
  const at::Tensor share =
      at::scalar_tensor(norm, at::kDouble).div(squares_of(defined).sqrt().add(kSmallest));
  return at::where(share < 1, share, at::ones_like(share));
}

bool are_elsewhere(const std::vector<at::Tensor>& gradients) {
  return std::any_of(gradients.begin(), gradients.end(),
                     [](const at::Tensor& one) { return one.defined() && !one.is_cpu(); });
}

}  // namespace zeroth::host
