#include "tests/losses_and_scores/loss_example.h"

#include <ATen/TensorOperators.h>
#include <doctest/doctest.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <cmath>

#include "tests/losses_and_scores/loaded_plugin.h"

using zeroth::TensorMap;

namespace {

double value(const Example& example, const TensorMap& in) {
  return compute(loaded<zeroth::Loss>(example.id, example.params), in).item<double>();
}

double slope(const Example& example, const std::string& name, std::int64_t i) {
  constexpr double kStep = 1e-6;
  const auto moved = [&](double by) {
    at::Tensor x = example.in[name].clone();
    x.view({-1})[i].add_(by);
    TensorMap in = example.in;
    in.set(name, x);
    return value(example, in);
  };
  return (moved(kStep) - moved(-kStep)) / (2 * kStep);
}

/// The inputs in single precision, the first row of every batch zero.
TensorMap with_zero_row(const Example& example) {
  TensorMap in;
  for (const auto& one : example.in.all()) {
    const bool floating = one.tensor.is_floating_point();
    at::Tensor tensor = floating ? one.tensor.to(at::kFloat) : one.tensor.clone();
    if (floating && tensor.dim() == 2 && one.name.find("weight") == std::string::npos) {
      tensor[0].zero_();
    }
    in.set(one.name, tensor);
  }
  return in;
}

}  // namespace

void check_twins(const std::vector<Example>& examples) {
  for (const Example& example : examples) {
    CAPTURE(example.id);
    CAPTURE(example.params.dump());
    const double want = example.twin(example.in, example.params);
    CHECK(value(example, example.in) == doctest::Approx(want).epsilon(1e-9));
  }
}

void check_gradients(const std::vector<Example>& examples) {
  for (const Example& example : examples) {
    if (!example.smooth) continue;
    for (const std::string& name : example.differentiable) {
      CAPTURE(example.id);
      CAPTURE(name);
      TensorMap in = example.in;
      const at::Tensor leaf = in[name].clone().set_requires_grad(true);
      in.set(name, leaf);
      const at::Tensor loss = compute(loaded<zeroth::Loss>(example.id, example.params), in);
      const at::Tensor got = torch::autograd::grad({loss}, {leaf})[0].contiguous().view({-1});
      for (std::int64_t i = 0; i < std::min<std::int64_t>(leaf.numel(), 12); ++i) {
        const double want = slope(example, name, i);
        CHECK(got[i].item<double>() == doctest::Approx(want).epsilon(1e-5).scale(1e-3));
      }
    }
  }
}

void check_finite(const std::vector<Example>& examples) {
  for (const Example& example : examples) {
    CAPTURE(example.id);
    TensorMap in = with_zero_row(example);
    std::vector<at::Tensor> leaves;
    for (const std::string& name : example.differentiable) {
      leaves.push_back(in[name].clone().set_requires_grad(true));
      in.set(name, leaves.back());
    }
    TensorMap before;
    for (const auto& one : in.all()) before.set(one.name, one.tensor.detach().clone());
    const at::Tensor loss = compute(loaded<zeroth::Loss>(example.id, example.params), in);
    CHECK((loss.scalar_type() == at::kFloat));
    CHECK(std::isfinite(loss.item<double>()));
    for (const at::Tensor& gradient : torch::autograd::grad({loss}, leaves)) {
      CHECK(gradient.isfinite().all().item<bool>());
    }
    for (const auto& one : in.all()) CHECK(one.tensor.detach().equal(before[one.name]));
  }
}

void check_precisions(const std::vector<Example>& examples) {
  for (const Example& example : examples) {
    CAPTURE(example.id);
    CAPTURE(example.params.dump());
    // Both read the same numbers, those that single precision can hold.
    TensorMap single, twice;
    for (const auto& one : example.in.all()) {
      const bool floating = one.tensor.is_floating_point();
      single.set(one.name, floating ? one.tensor.to(at::kFloat) : one.tensor);
      twice.set(one.name, floating ? one.tensor.to(at::kFloat).to(at::kDouble) : one.tensor);
    }
    CHECK(value(example, single) == doctest::Approx(value(example, twice)).epsilon(1e-5));
  }
}
