#include <ATen/ops/allclose.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/leaky_relu.h>
#include <ATen/ops/linear.h>
#include <doctest/doctest.h>
#include <torch/csrc/autograd/autograd.h>
#include <zeroth/networks/critic.h>

#include "tests/support/tensors.h"

using namespace zeroth::networks;

namespace {

at::Tensor naive_score(const Critic& critic, const at::Tensor& x, const at::Tensor& a) {
  const at::Tensor h =
      at::leaky_relu(at::linear(at::cat({x, a}, 1), critic.hidden.weight, critic.hidden.bias), 0.2);
  return at::linear(h, critic.output.weight, critic.output.bias);
}

/// The critic's loss as one writes it down first: autograd twice.
at::Tensor naive_loss(const Critic& critic, const CriticBatch& batch, double weight) {
  const at::Tensor u = batch.mix.unsqueeze(1);
  const at::Tensor mixed = (u * batch.real + (1 - u) * batch.fake).detach().set_requires_grad(true);
  const at::Tensor out = naive_score(critic, mixed, batch.attributes).sum();
  const at::Tensor gradient =
      torch::autograd::grad({out}, {mixed}, {}, true, /*create_graph=*/true)[0];
  const at::Tensor penalty = (gradient.norm(2, {1}) - 1).square().mean();
  return naive_score(critic, batch.fake, batch.attributes).mean() -
         naive_score(critic, batch.real, batch.attributes).mean() + weight * penalty;
}

}  // namespace

TEST_CASE("critic: the closed form agrees with autograd, value and every weight") {
  for (const std::int64_t n : {1, 6, 33}) {
    Critic critic;
    critic.hidden.weight = normal({16, 9}, 31).set_requires_grad(true);
    critic.hidden.bias = normal({16}, 32).set_requires_grad(true);
    critic.output.weight = normal({1, 16}, 33).set_requires_grad(true);
    critic.output.bias = normal({1}, 34).set_requires_grad(true);
    const CriticBatch batch{normal({n, 6}, 35), normal({n, 6}, 36), normal({n, 3}, 37),
                            normal({n}, 38).sigmoid()};
    const std::vector<at::Tensor> weights = {critic.hidden.weight, critic.hidden.bias,
                                             critic.output.weight, critic.output.bias};
    const at::Tensor want = naive_loss(critic, batch, 10.0);
    const at::Tensor got = critic_loss(critic, batch, 10.0).total;
    CHECK(got.item<double>() == doctest::Approx(want.item<double>()).epsilon(1e-10));
    // An upstream factor other than one, as another term beside it could bring.
    const auto want_gradients = torch::autograd::grad({want * 0.5}, weights);
    const auto got_gradients = torch::autograd::grad({got * 0.5}, weights);
    for (std::size_t i = 0; i < weights.size(); ++i) {
      CHECK(at::allclose(got_gradients[i], want_gradients[i], 1e-9, 1e-11));
    }
  }
}

TEST_CASE("critic: scores pass gradients on to the rows") {
  Critic critic(6, 3, 16, at::detail::createCPUGenerator(41));
  const at::Tensor x = normal({5, 6}, 42).to(at::kFloat).set_requires_grad(true);
  const at::Tensor a = normal({5, 3}, 43).to(at::kFloat);
  const auto got = torch::autograd::grad({critic.score(x, a).sum()}, {x})[0];
  const auto want = torch::autograd::grad({naive_score(critic, x, a).sum()}, {x})[0];
  CHECK(at::allclose(got, want, 1e-5, 1e-7));
}

TEST_CASE("critic: where only rows move, the loss is a constant to them") {
  const Critic critic(6, 3, 16, at::detail::createCPUGenerator(41));
  const at::Tensor real = normal({5, 6}, 42).to(at::kFloat).set_requires_grad(true);
  const CriticBatch batch{real, normal({5, 6}, 43).to(at::kFloat),
                          normal({5, 3}, 44).to(at::kFloat),
                          normal({5}, 45).sigmoid().to(at::kFloat)};
  const at::Tensor loss = gradient_penalty(critic, batch, 10.0);
  CHECK(
      !torch::autograd::grad({loss}, {real}, {}, false, false, /*allow_unused=*/true)[0].defined());
}
