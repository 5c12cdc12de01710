#include "host/conformance/slope_check.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "host/conformance/world.h"

namespace zeroth::host {
namespace {

/// Directions to differentiate in: some single elements, and one through all of them.
std::vector<at::Tensor> directions(const at::Tensor& like, std::uint64_t seed) {
  constexpr std::int64_t kElements = 8;
  std::vector<at::Tensor> all = {at::randn(like.sizes(), random_of(seed), at::kDouble)};
  const std::int64_t step = std::max<std::int64_t>(like.numel() / kElements, 1);
  for (std::int64_t i = 0; i < like.numel(); i += step) {
    at::Tensor one = at::zeros(like.sizes(), at::kDouble);
    one.view({-1})[i].fill_(1);
    all.push_back(one);
  }
  return all;
}

}  // namespace

std::optional<WrongSlope> wrong_slope(const at::Tensor& gradient, std::uint64_t seed,
                                      const std::function<double(const at::Tensor& by)>& moved) {
  constexpr double kStep = 1e-6, kTolerance = 1e-5;
  constexpr double kRounding = 1e-14 / kStep;  // of a difference of values of size 1
  const double here = moved(at::zeros_like(gradient));
  for (const at::Tensor& direction : directions(gradient, seed)) {
    const at::Tensor by = kStep * direction;
    const double ahead = (moved(by) - here) / kStep, behind = (here - moved(-by)) / kStep;
    const double slope = (ahead + behind) / 2;
    const double got = (gradient * direction).sum().item<double>();
    const double allowed = kTolerance * (1 + std::abs(slope)) + kRounding * std::abs(here);
    if (got >= std::min(ahead, behind) - allowed && got <= std::max(ahead, behind) + allowed) {
      continue;
    }
    return WrongSlope{got, slope};
  }
  return std::nullopt;
}

std::optional<at::Tensor> gradient_to(const at::Tensor& value, const at::Tensor& leaf) {
  if (!value.requires_grad()) return std::nullopt;
  const auto got = torch::autograd::grad({value}, {leaf}, {}, /*retain_graph=*/false,
                                         /*create_graph=*/false, /*allow_unused=*/true)[0];
  if (!got.defined()) return std::nullopt;
  return got;
}

at::Tensor gradient_of(const at::Tensor& value, const at::Tensor& leaf) {
  const auto got = gradient_to(value, leaf);
  return got ? *got : at::zeros_like(leaf);
}

}  // namespace zeroth::host
