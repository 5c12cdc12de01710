#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <fmt/format.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <cmath>

#include "host/conformance/checks.h"
#include "host/conformance/compare.h"
#include "host/conformance/learning.h"
#include "host/conformance/specimen_factory.h"

namespace zeroth::host::checks {
namespace {

constexpr double kSmallestEffect = 1e-5;  // above rounding, below anything of use

at::Tensor samples(Specimen& specimen, const at::Tensor& attributes, std::uint64_t seed) {
  TensorMap in = specimen.inputs(attributes.size(0));
  in.set("attributes", attributes);
  return specimen.use(in, seed)["sample"];
}

/// Largest difference, in units of the values' own size.
double relative_difference(const at::Tensor& a, const at::Tensor& b) {
  const double size = b.abs().max().item<double>();
  return (a - b).abs().max().item<double>() / std::max(size, 1e-30);
}

double root_mean_square(const at::Tensor& rows) {
  return std::sqrt(rows.to(at::kDouble).square().mean().item<double>());
}

}  // namespace

Verdict sample_rows(const Subject& subject) {
  const auto specimen = make_specimen(subject);
  const at::NoGradGuard no_gradient;  // of use, not of training
  const at::Tensor all = specimen->inputs(kRows)["attributes"];
  const at::Tensor first = all.narrow(0, 0, 1), others = all.narrow(0, 1, kRows - 1);
  const at::Tensor a = samples(*specimen, all, subject.seed).narrow(0, 0, 1);
  const at::Tensor b =
      samples(*specimen, at::cat({first, 1 - others}), subject.seed).narrow(0, 0, 1);
  const double effect = relative_difference(a, b);
  if (effect <= kSmallestEffect) return passed();
  return failed(
      fmt::format("other attributes below the first row change its sample by {:.2g} of its size: "
                  "is there batch norm in training mode in sample()?",
                  effect));
}

Verdict sample_scale(const Subject& subject) {
  constexpr double kLargest = 50;
  const auto specimen = make_specimen(subject);
  const at::NoGradGuard no_gradient;
  const double rows = root_mean_square(specimen->inputs(kRows)["features"]);
  double ratio = 0;
  for (const bool trained : {false, true}) {
    if (trained) train_beforehand(*specimen);
    const TensorMap out = specimen->use(specimen->inputs(kRows), subject.seed);
    ratio = root_mean_square(out["sample"]) / rows;
    if (!(ratio > kLargest)) return passed();
  }
  return failed(fmt::format(
      "samples are {:.3g} times as large as training rows, untrained as well as after a "
      "few iterations; sample() makes rows in the scale of those that it is trained on",
      ratio));
}

Verdict gradient_flows(const Subject& subject) {
  const auto specimen = make_specimen(subject);
  const NamedTensors parameters = specimen->parameters();
  const Learning learning(parameters);
  std::vector<at::Tensor> leaves;
  for (const NamedTensor& one : parameters) leaves.push_back(one.tensor);
  const at::Tensor sample = specimen->use(specimen->inputs(kFewRows), subject.seed)["sample"];
  if (!sample.requires_grad()) return failed("samples carry no gradient");
  double largest = 0;
  for (const at::Tensor& one :
       torch::autograd::grad({sample.square().sum()}, leaves, {}, /*retain_graph=*/false,
                             /*create_graph=*/false, /*allow_unused=*/true)) {
    if (one.defined()) largest = std::max(largest, one.abs().max().item<double>());
  }
  if (largest > 0 && std::isfinite(largest)) return passed();
  return failed(fmt::format("the largest gradient of samples by a parameter is {}", largest));
}

Verdict attributes_matter(const Subject& subject) {
  const auto specimen = make_specimen(subject);
  const at::Tensor attributes = specimen->inputs(kFewRows)["attributes"];
  const double effect = relative_difference(samples(*specimen, attributes, subject.seed),
                                            samples(*specimen, 1 - attributes, subject.seed));
  if (effect > kSmallestEffect) return passed();
  return failed(fmt::format("other attributes change samples by {:.2g} of their size", effect));
}

Verdict noise_matters(const Subject& subject) {
  const auto specimen = make_specimen(subject);
  const at::Tensor one = specimen->inputs(1)["attributes"];
  const at::Tensor same = one.expand({kFewRows, one.size(1)}).contiguous();
  const at::Tensor rows = samples(*specimen, same, subject.seed);
  if (relative_difference(rows.narrow(0, 1, kFewRows - 1), rows.narrow(0, 0, 1)) <=
      kSmallestEffect) {
    return failed("all samples of a class in one batch are the same");
  }
  if (relative_difference(rows, samples(*specimen, same, subject.seed + 1)) > kSmallestEffect) {
    return passed();
  }
  return failed("another seed gives the same samples");
}

}  // namespace zeroth::host::checks
