#include <ATen/TensorOperators.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <fmt/format.h>
#include <torch/csrc/autograd/autograd.h>

#include <functional>

#include "host/conformance/checks.h"
#include "host/conformance/compare.h"
#include "host/conformance/specimen.h"

namespace zeroth::host::checks {
namespace {

std::unique_ptr<Specimen> in_double(const Subject& subject) {
  Setting setting;
  setting.dtype = at::kDouble;
  return make_specimen(subject, setting);
}

TensorMap with(const TensorMap& in, const std::string& name, const at::Tensor& tensor) {
  TensorMap changed = in;
  changed.set(name, tensor);
  return changed;
}

/// One number that every element of every smooth output has a part in.
at::Tensor blend(Specimen& specimen, const TensorMap& in, std::uint64_t seed) {
  const TensorMap out = specimen.run(in, seed);
  at::Generator rng = random_of(seed + 1);
  at::Tensor sum;
  for (const std::string& name : specimen.smooth()) {
    const at::Tensor weight = at::randn(out[name].sizes(), rng, at::kDouble);
    const at::Tensor part = (weight * out[name]).sum();
    sum = sum.defined() ? sum + part : part;
  }
  return sum;
}

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

at::Tensor gradient_of(const at::Tensor& value, const at::Tensor& leaf) {
  if (!value.requires_grad()) return at::zeros_like(leaf);
  const auto got = torch::autograd::grad({value}, {leaf}, {}, /*retain_graph=*/false,
                                         /*create_graph=*/false, /*allow_unused=*/true)[0];
  return got.defined() ? got : at::zeros_like(leaf);
}

/// What is wrong with a gradient, given the value after a move; empty if nothing is.
std::string wrong_slope(const std::string& name, const at::Tensor& gradient, std::uint64_t seed,
                        const std::function<double(const at::Tensor& by)>& moved) {
  constexpr double kStep = 1e-6, kTolerance = 1e-5;
  for (const at::Tensor& direction : directions(gradient, seed)) {
    const at::Tensor by = kStep * direction;
    const double slope = (moved(by) - moved(-by)) / (2 * kStep);
    const double got = (gradient * direction).sum().item<double>();
    if (std::abs(slope - got) <= kTolerance * (1 + std::abs(slope))) continue;
    return fmt::format("the gradient by {} is {:.6g}, finite differences say {:.6g}", name, got,
                       slope);
  }
  return "";
}

std::string wrong_gradient(Specimen& specimen, const TensorMap& in, const std::string& name,
                           std::uint64_t seed) {
  const at::Tensor leaf = in[name].clone().set_requires_grad(true);
  const at::Tensor gradient = gradient_of(blend(specimen, with(in, name, leaf), seed), leaf);
  return wrong_slope(name, gradient, seed, [&](const at::Tensor& by) {
    return blend(specimen, with(in, name, in[name] + by), seed).item<double>();
  });
}

at::Tensor gradient_of_parameter(Specimen& specimen, const TensorMap& in, at::Tensor parameter,
                                 std::uint64_t seed) {
  parameter.set_requires_grad(true);
  const at::Tensor gradient = gradient_of(blend(specimen, in, seed), parameter);
  parameter.set_requires_grad(false);
  return gradient;
}

/// The blend while a parameter is elsewhere.
double blend_moved(Specimen& specimen, const TensorMap& in, at::Tensor parameter,
                   const at::Tensor& by, std::uint64_t seed) {
  const at::Tensor before = parameter.clone();
  parameter.add_(by);
  const double value = blend(specimen, in, seed).item<double>();
  parameter.copy_(before);
  return value;
}

/// Row i of every input that has one row per sample.
TensorMap row_of(const TensorMap& in, std::int64_t row) {
  TensorMap one;
  for (const NamedTensor& each : in.all()) {
    one.set(each.name, each.tensor.narrow(0, row, 1).clone());
  }
  return one;
}

at::Tensor samples(Specimen& specimen, const at::Tensor& attributes, std::uint64_t seed) {
  return specimen.run(with(specimen.inputs(attributes.size(0)), "attributes", attributes),
                      seed)["sample"];
}

/// Largest difference, in units of the values' own size.
double relative_difference(const at::Tensor& a, const at::Tensor& b) {
  const double size = b.abs().max().item<double>();
  return (a - b).abs().max().item<double>() / std::max(size, 1e-30);
}

constexpr double kSmallestEffect = 1e-5;  // above rounding, below anything of use

}  // namespace

Verdict gradients(const Subject& subject) {
  const auto specimen = in_double(subject);
  const TensorMap in = specimen->inputs(kFewRows);
  for (const std::string& name : specimen->differentiable()) {
    const std::string wrong = wrong_gradient(*specimen, in, name, subject.seed);
    if (!wrong.empty()) return failed(wrong);
  }
  return passed();
}

Verdict parameter_gradients(const Subject& subject) {
  const auto specimen = in_double(subject);
  const TensorMap in = specimen->inputs(kFewRows);
  bool any = false;
  for (const NamedTensor& one : specimen->parameters()) {
    const at::Tensor gradient = gradient_of_parameter(*specimen, in, one.tensor, subject.seed);
    any = any || gradient.any().item<bool>();
    const std::string wrong =
        wrong_slope("the parameter " + one.name, gradient, subject.seed, [&](const at::Tensor& by) {
          return blend_moved(*specimen, in, one.tensor, by, subject.seed);
        });
    if (!wrong.empty()) return failed(wrong);
  }
  return any ? passed() : failed("no gradient leads from its outputs to a parameter");
}

Verdict gradient_flows(const Subject& subject) {
  const auto specimen = make_specimen(subject);
  std::vector<at::Tensor> parameters;
  for (const NamedTensor& one : specimen->parameters()) {
    parameters.push_back(one.tensor);
    parameters.back().set_requires_grad(true);
  }
  const at::Tensor sample = specimen->run(specimen->inputs(kFewRows), subject.seed)["sample"];
  if (!sample.requires_grad()) return failed("samples carry no gradient");
  double largest = 0;
  for (const at::Tensor& one :
       torch::autograd::grad({sample.square().sum()}, parameters, {}, /*retain_graph=*/false,
                             /*create_graph=*/false, /*allow_unused=*/true)) {
    if (one.defined()) largest = std::max(largest, one.abs().max().item<double>());
  }
  if (largest > 0 && std::isfinite(largest)) return passed();
  return failed(fmt::format("the largest gradient of samples by a parameter is {}", largest));
}

Verdict row_independent(const Subject& subject) {
  const auto specimen = in_double(subject);
  if (specimen->row_wise().empty()) return skipped("it has no output that goes by rows");
  const TensorMap in = specimen->inputs(kFewRows);
  const TensorMap together = copies(specimen->run(in, subject.seed).all());
  for (const std::int64_t row : {std::int64_t{0}, kFewRows / 2, kFewRows - 1}) {
    const TensorMap alone = specimen->run(row_of(in, row), subject.seed);
    TensorMap a, b;
    for (const std::string& name : specimen->row_wise()) {
      a.set(name, alone[name]);
      b.set(name, together[name].narrow(0, row, 1));
    }
    const std::string found = difference(a, b, 1e-9);
    if (!found.empty()) return failed(fmt::format("{} when row {} is alone", found, row));
  }
  return passed();
}

Verdict non_negative(const Subject& subject) {
  constexpr double kRounding = 1e-12;
  constexpr int kTries = 20;
  if (!description_of(subject).value("non_negative", false)) return skipped("it declares no bound");
  Subject other = subject;
  for (int i = 0; i < kTries; ++i, ++other.seed) {
    const auto specimen = in_double(other);
    const double loss =
        specimen->run(specimen->inputs(kFewRows), other.seed)["loss"].item<double>();
    if (loss >= -kRounding) continue;
    return failed(
        fmt::format("it is declared non-negative and gives {:.4g} with seed {}", loss, other.seed));
  }
  return passed();
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
