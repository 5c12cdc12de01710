#pragma once

#include <doctest/doctest.h>
#include <torch/csrc/autograd/autograd.h>
#include <zeroth/abilities.h>
#include <zeroth/generator.h>

#include <string>
#include <vector>

#include "tests/losses_and_scores/loaded_plugin.h"

/// A formula of a generator, alone.
inline zeroth::TensorMap piece(const char* generator, const char* name,
                               const zeroth::TensorMap& in) {
  const auto one = loaded<zeroth::Generator>(generator);
  const auto* able = one.ability<zeroth::Pieces>();
  REQUIRE(able != nullptr);
  return able->piece(name, in);
}

/// The derivative of a function by a tensor, number by number.
template <class Function>
void check_slope(const at::Tensor& got, const at::Tensor& at_point, Function&& function) {
  for (std::int64_t i = 0; i < at_point.numel(); ++i) {
    const auto moved = [&](double by) {
      at::Tensor x = at_point.detach().clone();
      x.view({-1})[i].add_(by);
      return function(x);
    };
    const double want = (moved(1e-6) - moved(-1e-6)) / 2e-6;
    CHECK(got.reshape({-1})[i].item<double>() == doctest::Approx(want).epsilon(1e-5).scale(1e-3));
  }
}

/// The derivatives of an output of a piece by the inputs of these names.
inline void check_slopes(const char* generator, const char* name, const zeroth::TensorMap& in,
                         const char* output, const std::vector<std::string>& by) {
  for (const std::string& one : by) {
    CAPTURE(one);
    zeroth::TensorMap there = in;
    const at::Tensor leaf = in[one].clone().set_requires_grad(true);
    there.set(one, leaf);
    const at::Tensor got =
        torch::autograd::grad({piece(generator, name, there)[output].sum()}, {leaf})[0];
    check_slope(got, leaf, [&](const at::Tensor& x) {
      there.set(one, x);
      return piece(generator, name, there)[output].sum().item<double>();
    });
  }
}
