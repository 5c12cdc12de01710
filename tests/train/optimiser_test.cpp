#include "host/train/optimiser.h"

#include <ATen/Parallel.h>
#include <ATen/ops/allclose.h>
#include <doctest/doctest.h>
#include <torch/optim/adam.h>
#include <torch/optim/adamw.h>
#include <torch/optim/rmsprop.h>
#include <torch/optim/sgd.h>

#include <cmath>

// clang-format off: it needs what the optimisers include.
#include <torch/nn/utils/clip_grad.h>
// clang-format on

#include "host/train/gradient_clip.h"
#include "host/train/rate.h"
#include "tests/support/messages.h"
#include "tests/support/tensors.h"

using zeroth::host::FusedOptimiser;
using zeroth::plan::Kind;
using zeroth::plan::Optimiser;

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

Optimiser of_kind(Kind kind, double momentum = 0.9) {
  Optimiser settings = adam();
  settings.kind = kind;
  settings.momentum = momentum;
  return settings;
}

Optimiser nesterov() {
  Optimiser settings = of_kind(Kind::sgd);
  settings.nesterov = true;
  return settings;
}

std::vector<Optimiser> every_kind() {
  return {adam(),
          of_kind(Kind::adamw),
          of_kind(Kind::amsgrad),
          of_kind(Kind::rmsprop),
          of_kind(Kind::sgd),
          of_kind(Kind::sgd, 0),
          nesterov()};
}

std::unique_ptr<torch::optim::Optimizer> twin(const Optimiser& s, at::Tensor parameter) {
  const std::vector<at::Tensor> all = {parameter};
  switch (s.kind) {
    case Kind::adam:
    case Kind::amsgrad:
      return std::make_unique<torch::optim::Adam>(all, torch::optim::AdamOptions(s.learning_rate)
                                                           .betas({s.beta1, s.beta2})
                                                           .eps(s.epsilon)
                                                           .weight_decay(s.weight_decay)
                                                           .amsgrad(s.kind == Kind::amsgrad));
    case Kind::adamw:
      return std::make_unique<torch::optim::AdamW>(all, torch::optim::AdamWOptions(s.learning_rate)
                                                            .betas({s.beta1, s.beta2})
                                                            .eps(s.epsilon)
                                                            .weight_decay(s.weight_decay));
    case Kind::sgd:
      return std::make_unique<torch::optim::SGD>(all, torch::optim::SGDOptions(s.learning_rate)
                                                          .momentum(s.momentum)
                                                          .weight_decay(s.weight_decay)
                                                          .nesterov(s.nesterov));
    case Kind::rmsprop:
      break;
  }
  return std::make_unique<torch::optim::RMSprop>(all, torch::optim::RMSpropOptions(s.learning_rate)
                                                          .alpha(s.beta2)
                                                          .eps(s.epsilon)
                                                          .weight_decay(s.weight_decay)
                                                          .momentum(s.momentum));
}

}  // namespace

TEST_CASE("optimiser: twenty steps agree with torch.optim") {
  for (const Optimiser& settings : every_kind()) {
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
  for (const Optimiser& settings : every_kind()) {
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
  for (const Optimiser& settings : every_kind()) {
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

TEST_CASE("optimiser: two steps of each kind, worked out by hand") {
  // p = 1, rate 0.1, gradients 0.5 and -0.25, no weight decay; beta1 0.5, beta2 0.75.
  const auto after = [](Kind kind, double momentum, bool nesterov) {
    Optimiser s;
    s.kind = kind;
    s.learning_rate = 0.1;
    s.beta1 = 0.5;
    s.beta2 = 0.75;
    s.momentum = momentum;
    s.nesterov = nesterov;
    s.epsilon = 0;
    const at::Tensor p = at::ones({1}, at::kDouble);
    FusedOptimiser fused(s, {{"p", p}});
    for (const double gradient : {0.5, -0.25}) fused.step({at::full({1}, gradient, at::kDouble)});
    return p.item<double>();
  };
  const auto is = [](double value) { return doctest::Approx(value).epsilon(1e-12); };
  CHECK(after(Kind::sgd, 0, false) == is(1 - 0.05 + 0.025));
  CHECK(after(Kind::sgd, 0.5, false) == is(1 - 0.05));          // b: 0.5, then 0
  CHECK(after(Kind::sgd, 0.5, true) == is(1 - 0.075 + 0.025));  // g + b / 2: 0.75, then -0.25
  // First m' / sqrt(v') = 1; then m = 0 of 0.125 - 0.125.
  CHECK(after(Kind::adam, 0, false) == is(0.9));
  CHECK(after(Kind::amsgrad, 0, false) == is(0.9));
  // v: 0.0625, then 0.0625: the squares weigh a quarter. 0.5 / 0.25 = 2, then -0.25 / 0.25 = -1.
  CHECK(after(Kind::rmsprop, 0, false) == is(1 - 0.2 + 0.1));
  CHECK(after(Kind::rmsprop, 0.5, false) == is(1 - 0.2 - 0));  // b: 2, then 1 - 1
}

TEST_CASE("optimiser: adamw takes its decay from the parameter, adam adds it to the gradient") {
  Optimiser s = of_kind(Kind::adamw);
  s.learning_rate = 0.1;
  s.weight_decay = 0.5;
  const at::Tensor p = at::full({1}, 2.0, at::kFloat);
  FusedOptimiser fused(s, {{"p", p}});
  fused.step({at::full({1}, 3.0, at::kFloat)});
  CHECK(p.item<double>() == doctest::Approx(2 * (1 - 0.05) - 0.1));
}

TEST_CASE("optimiser: gradients are clipped by their common norm as torch clips them") {
  for (const at::ScalarType type : {at::kFloat, at::kDouble}) {
    for (const double norm : {0.5, 1e6}) {
      std::vector<at::Tensor> gradients = {normal({70000}, 1).to(type), normal({3, 4}, 2).to(type)};
      std::vector<at::Tensor> parameters;
      for (const at::Tensor& one : gradients) {
        parameters.push_back(at::zeros_like(one).set_requires_grad(true));
        parameters.back().mutable_grad() = one.clone();
      }
      const double scale = zeroth::host::clip_scale(gradients, norm);
      torch::nn::utils::clip_grad_norm_(parameters, norm);
      for (std::size_t i = 0; i < gradients.size(); ++i) {
        CHECK(at::allclose(gradients[i] * scale, parameters[i].grad(), 1e-5, 1e-7));
      }
    }
  }
  CHECK(zeroth::host::clip_scale({at::full({1}, 3.0), at::Tensor(), at::full({1}, 4.0)}, 1) ==
        doctest::Approx(0.2));
  CHECK(zeroth::host::clip_scale({at::full({1}, 3.0)}, 0) == 1.0);
}

TEST_CASE("optimiser: a clipped step is a step of the shorter gradient") {
  for (Optimiser settings : every_kind()) {
    const at::Tensor own = normal({40}, 1).to(at::kFloat), other = own.clone();
    FusedOptimiser plain(settings, {{"p", other}});
    settings.clip = 0.5;
    FusedOptimiser clipped(settings, {{"p", own}});
    const at::Tensor gradient = normal({40}, 2).to(at::kFloat);
    clipped.step({gradient});
    plain.step({gradient * zeroth::host::clip_scale({gradient}, 0.5)});
    CHECK(at::allclose(own, other, 1e-6, 1e-7));
  }
}

TEST_CASE("rate: every shape, behind its warm-up") {
  using zeroth::host::rate_share;
  using zeroth::plan::Shape;
  const auto is = [](double value) { return doctest::Approx(value); };
  const zeroth::plan::Rate linear{Shape::linear, /*warm_up=*/4, /*last=*/0.2};
  CHECK(rate_share(linear, 0, 14) == is(0.25));
  CHECK(rate_share(linear, 3, 14) == is(1));
  CHECK(rate_share(linear, 4, 14) == is(1));
  CHECK(rate_share(linear, 9, 14) == is(0.6));
  CHECK(rate_share(linear, 14, 14) == is(0.2));
  CHECK(rate_share(linear, 99, 14) == is(0.2));  // a rehearsal goes on behind the end
  const zeroth::plan::Rate cosine{Shape::cosine, 0, 0.1};
  CHECK(rate_share(cosine, 0, 8) == is(1));
  CHECK(rate_share(cosine, 2, 8) == is(0.1 + 0.9 * (1 + std::sqrt(0.5)) / 2));
  CHECK(rate_share(cosine, 4, 8) == is(0.55));
  const zeroth::plan::Rate step{Shape::step, 1, 0, /*every=*/3, /*factor=*/0.5};
  CHECK(rate_share(step, 3, 100) == is(1));
  CHECK(rate_share(step, 4, 100) == is(0.5));
  CHECK(rate_share(step, 7, 100) == is(0.25));
  const zeroth::plan::Rate constant{Shape::constant, 2};
  CHECK(rate_share(constant, 0, 3) == is(0.5));
  CHECK(rate_share(constant, 2, 3) == is(1));
  CHECK(rate_share({Shape::cosine, 50}, 9, 10) == is(0.2));  // a training of nothing but warm-up
}
