#include "host/train/optimiser.h"

#include <ATen/Parallel.h>
#include <ATen/ops/allclose.h>
#include <doctest/doctest.h>
#include <torch/optim/adam.h>
#include <torch/optim/rmsprop.h>

#include "tests/support/messages.h"
#include "tests/support/tensors.h"

using zeroth::Optimiser;
using zeroth::host::FusedOptimiser;

namespace {

Optimiser adam() {
  Optimiser settings;
  settings.name = "adam";
  settings.learning_rate = 0.01;
  settings.beta1 = 0.5;
  settings.beta2 = 0.99;
  settings.weight_decay = 0.1;
  return settings;
}

Optimiser rmsprop() {
  Optimiser settings = adam();
  settings.kind = "rmsprop";
  settings.momentum = 0.9;
  return settings;
}

std::unique_ptr<torch::optim::Optimizer> twin(const Optimiser& s, at::Tensor parameter) {
  if (s.kind == "adam") {
    return std::make_unique<torch::optim::Adam>(std::vector<at::Tensor>{parameter},
                                                torch::optim::AdamOptions(s.learning_rate)
                                                    .betas({s.beta1, s.beta2})
                                                    .eps(s.epsilon)
                                                    .weight_decay(s.weight_decay));
  }
  return std::make_unique<torch::optim::RMSprop>(std::vector<at::Tensor>{parameter},
                                                 torch::optim::RMSpropOptions(s.learning_rate)
                                                     .alpha(s.beta2)
                                                     .eps(s.epsilon)
                                                     .weight_decay(s.weight_decay)
                                                     .momentum(s.momentum));
}

}  // namespace

TEST_CASE("optimiser: twenty steps agree with torch.optim") {
  for (const Optimiser& settings : {adam(), rmsprop()}) {
    for (const at::ScalarType type : {at::kFloat, at::kDouble}) {
      const at::Tensor own = normal({37, 5}, 1).to(type),
                       other = own.clone().set_requires_grad(true);
      FusedOptimiser fused(settings, {{"p", own}});
      const auto reference = twin(settings, other);
      for (std::uint64_t step = 0; step < 20; ++step) {
        const at::Tensor gradient = normal({37, 5}, 10 + step).to(type);
        fused.step({gradient});
        other.mutable_grad() = gradient.clone();
        reference->step();
      }
      const double tolerance = type == at::kFloat ? 2e-5 : 1e-12;
      CHECK(at::allclose(own, other.detach(), tolerance, tolerance));
    }
  }
}

TEST_CASE("optimiser: an undefined gradient leaves parameter, moments and step count alone") {
  const at::Tensor a = normal({4}, 1).to(at::kFloat), b = normal({4}, 2).to(at::kFloat);
  FusedOptimiser fused(adam(), {{"a", a}, {"b", b}});
  fused.step({normal({4}, 3).to(at::kFloat), normal({4}, 4).to(at::kFloat)});
  const at::Tensor before = b.clone();
  fused.step({normal({4}, 5).to(at::kFloat), at::Tensor()});
  CHECK(b.equal(before));
  CHECK(to_labels(fused.state()[0].tensor) == reference::Labels{2, 1});
}

TEST_CASE("optimiser: parameters of different step counts move together as each does alone") {
  for (const Optimiser& settings : {adam(), rmsprop()}) {
    for (const at::ScalarType type : {at::kFloat, at::kDouble}) {
      const at::Tensor a = normal({4, 3}, 1).to(type), b = normal({5}, 2).to(type);
      const at::Tensor a_alone = a.clone(), b_alone = b.clone();
      FusedOptimiser both(settings, {{"a", a}, {"b", b}});
      FusedOptimiser first(settings, {{"a", a_alone}}), second(settings, {{"b", b_alone}});
      for (std::uint64_t step = 0; step < 6; ++step) {
        const at::Tensor of_a = normal({4, 3}, 10 + step).to(type);
        const at::Tensor of_b = step % 2 == 0 ? normal({5}, 20 + step).to(type) : at::Tensor();
        both.step({of_a, of_b});
        first.step({of_a});
        if (of_b.defined()) second.step({of_b});
      }
      CHECK(a.equal(a_alone));
      CHECK(b.equal(b_alone));
    }
  }
}

TEST_CASE("optimiser: state restored in place continues to the same bits") {
  for (const Optimiser& settings : {adam(), rmsprop()}) {
    const at::Tensor p = normal({100}, 1).to(at::kFloat);
    FusedOptimiser first(settings, {{"p", p}});
    for (std::uint64_t step = 0; step < 3; ++step) first.step({normal({100}, step).to(at::kFloat)});
    const at::Tensor q = p.clone();
    FusedOptimiser second(settings, {{"p", q}});
    for (std::size_t i = 0; i < first.state().size(); ++i)
      second.state()[i].tensor.copy_(first.state()[i].tensor);
    first.step({normal({100}, 9).to(at::kFloat)});
    second.step({normal({100}, 9).to(at::kFloat)});
    CHECK(p.equal(q));
  }
}

TEST_CASE("optimiser: bits do not depend on the number of threads") {
  const auto run = [](int threads) {
    at::set_num_threads(threads);
    const at::Tensor p = normal({200000}, 1).to(at::kFloat);
    FusedOptimiser fused(adam(), {{"p", p}});
    for (std::uint64_t step = 0; step < 3; ++step)
      fused.step({normal({200000}, step).to(at::kFloat)});
    at::set_num_threads(1);
    return p;
  };
  CHECK(run(1).equal(run(2)));
}

TEST_CASE("optimiser: an unknown kind") {
  Optimiser settings = adam();
  settings.kind = "sgd";
  CHECK(message_of([&] { FusedOptimiser(settings, {}); }) ==
        "error: unknown optimiser \"sgd\"\n  where  adam\n  why    known: adam, rmsprop");
}

TEST_CASE("optimiser: accumulated gradients are summed until the epoch ends, and saved") {
  Optimiser summing = adam();
  summing.accumulate = true;
  const at::Tensor own = normal({4}, 1).to(at::kFloat), other = own.clone();
  FusedOptimiser fused(summing, {{"p", own}}), plain(adam(), {{"p", other}});
  const auto gradient = [](std::uint64_t step) { return normal({4}, 10 + step).to(at::kFloat); };
  fused.step({gradient(0)});
  plain.step({gradient(0)});
  fused.step({gradient(1)});
  plain.step({gradient(0) + gradient(1)});
  CHECK(own.equal(other));
  CHECK(fused.state().size() == plain.state().size() + 1);
  fused.begin_epoch();
  fused.step({gradient(2)});
  plain.step({gradient(2)});
  CHECK(own.equal(other));
}
