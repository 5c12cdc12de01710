#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/randn.h>
#include <fmt/format.h>

#include <functional>

#include "host/conformance/checks.h"
#include "host/conformance/compare.h"
#include "host/conformance/component.h"
#include "host/conformance/learning.h"
#include "host/conformance/slope_check.h"
#include "host/conformance/specimen_factory.h"

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
  const TensorMap out = specimen.use(in, seed);
  at::Generator rng = random_of(seed + 1);
  at::Tensor sum;
  for (const std::string& name : specimen.smooth()) {
    const at::Tensor weight = at::randn(out[name].sizes(), rng, at::kDouble);
    const at::Tensor part = (weight * out[name]).sum();
    sum = sum.defined() ? sum + part : part;
  }
  return sum;
}

/// What is wrong with a gradient, given the value after a move; empty if nothing is.
std::string wrong_gradient_text(const std::string& name, const at::Tensor& gradient,
                                std::uint64_t seed,
                                const std::function<double(const at::Tensor& by)>& moved) {
  const auto wrong = wrong_slope(gradient, seed, moved);
  if (!wrong) return "";
  return fmt::format("the gradient by {} is {:.6g}, finite differences say {:.6g}", name,
                     wrong->got, wrong->slope);
}

std::string wrong_gradient(Specimen& specimen, const TensorMap& in, const std::string& name,
                           std::uint64_t seed) {
  const at::Tensor leaf = in[name].clone().set_requires_grad(true);
  const at::Tensor gradient = gradient_of(blend(specimen, with(in, name, leaf), seed), leaf);
  return wrong_gradient_text(name, gradient, seed, [&](const at::Tensor& by) {
    return blend(specimen, with(in, name, in[name] + by), seed).item<double>();
  });
}

/// The same of a parameter. It learns all the while: that decides what some components do.
std::string wrong_parameter_gradient(Specimen& specimen, const TensorMap& in,
                                     const NamedTensor& parameter, std::uint64_t seed, bool& any) {
  const Learning learning({parameter});
  const at::Tensor gradient = gradient_of(blend(specimen, in, seed), parameter.tensor);
  any = any || gradient.any().item<bool>();
  return wrong_gradient_text("the parameter " + parameter.name, gradient, seed,
                             [&](const at::Tensor& by) {
                               const Moved moved(parameter.tensor, by);
                               return blend(specimen, in, seed).item<double>();
                             });
}

/// Row i of every input that has one row per sample.
TensorMap row_of(const TensorMap& in, std::int64_t row) {
  TensorMap one;
  for (const NamedTensor& each : in.all()) {
    one.set(each.name, each.tensor.narrow(0, row, 1).clone());
  }
  return one;
}

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
    const std::string wrong = wrong_parameter_gradient(*specimen, in, one, subject.seed, any);
    if (!wrong.empty()) return failed(wrong);
  }
  return any ? passed() : failed("no gradient leads from its outputs to a parameter");
}

Verdict row_independent(const Subject& subject) {
  constexpr double kRounding = 1e-4;  // products of matrices depend on how many rows there are
  const auto specimen = make_specimen(subject);
  if (specimen->row_wise().empty()) return skipped("it has no output that goes by rows");
  const at::NoGradGuard no_gradient;  // of use, not of training
  const TensorMap in = specimen->inputs(kFewRows);
  const TensorMap together = copies(specimen->use(in, subject.seed).all());
  for (const std::int64_t row : {std::int64_t{0}, kFewRows / 2, kFewRows - 1}) {
    const TensorMap alone = specimen->use(row_of(in, row), subject.seed);
    TensorMap a, b;
    for (const std::string& name : specimen->row_wise()) {
      a.set(name, alone[name]);
      b.set(name, together[name].narrow(0, row, 1));
    }
    const std::string found = difference(a, b, kRounding);
    if (!found.empty()) return failed(fmt::format("{} when row {} is alone", found, row));
  }
  return passed();
}

Verdict non_negative(const Subject& subject) {
  constexpr double kRounding = 1e-12;
  constexpr int kTries = 20;
  if (!description_of(subject).non_negative) return skipped("it declares no bound");
  Subject other = subject;
  for (int i = 0; i < kTries; ++i, ++other.seed) {
    const auto specimen = in_double(other);
    const double loss =
        specimen->use(specimen->inputs(kFewRows), other.seed)["loss"].item<double>();
    if (loss >= -kRounding) continue;
    return failed(
        fmt::format("it is declared non-negative and gives {:.4g} with seed {}", loss, other.seed));
  }
  return passed();
}

}  // namespace zeroth::host::checks
