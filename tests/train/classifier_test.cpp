#include "host/train/classifier.h"

#include <ATen/ops/allclose.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/randperm.h>
#include <ATen/ops/zeros.h>
#include <doctest/doctest.h>
#include <torch/optim/adam.h>

#include <limits>

#include "tests/support/messages.h"
#include "tests/support/tensors.h"

using namespace zeroth::host;

namespace {

at::Generator generator() { return at::detail::createCPUGenerator(7); }

/// The same training by autograd and torch.optim, with the order of rows spelled out.
LinearClassifier slow_twin(const at::Tensor& x, const at::Tensor& y, std::int64_t outputs,
                           const ClassifierSettings& settings) {
  at::Generator rng = generator();
  LinearClassifier model{at::empty({outputs, x.size(1)}, x.options()).normal_(0, 0.02, rng),
                         at::zeros({outputs}, x.options())};
  model.weight.set_requires_grad(true);
  model.bias.set_requires_grad(true);
  torch::optim::Adam adam(
      {model.weight, model.bias},
      torch::optim::AdamOptions(settings.learning_rate).betas({settings.beta1, settings.beta2}));
  const auto steps = (x.size(0) + settings.batch - 1) / settings.batch;
  at::Tensor order = at::randperm(x.size(0), rng);
  for (std::int64_t step = 0, start = 0; step < steps * settings.epochs;
       ++step, start += settings.batch) {
    while (order.size(0) < start + settings.batch)
      order = at::cat({order, at::randperm(x.size(0), rng)});
    const at::Tensor rows = order.narrow(0, start, settings.batch);
    adam.zero_grad();
    at::cross_entropy_loss(at::linear(x.index_select(0, rows), model.weight, model.bias),
                           y.index_select(0, rows))
        .backward();
    adam.step();
  }
  return {model.weight.detach(), model.bias.detach()};
}

}  // namespace

TEST_CASE("classifier: agrees with autograd step by step, batches wrap around") {
  const at::Tensor x = normal({23, 6}, 1), y = whole(23, 4, 2);
  const ClassifierSettings settings{5, 7, 0.01, 0.5, 0.999};
  const LinearClassifier got = train_classifier(x, y, 4, settings, generator());
  const LinearClassifier want = slow_twin(x, y, 4, settings);
  CHECK(at::allclose(got.weight, want.weight, 1e-9, 1e-11));
  CHECK(at::allclose(got.bias, want.bias, 1e-9, 1e-11));
}

TEST_CASE("classifier: one class, one row, a batch larger than the data") {
  const ClassifierSettings settings{3, 1000, 0.01, 0.5, 0.999};
  for (const std::int64_t rows : {1, 5}) {
    const LinearClassifier got = train_classifier(
        normal({rows, 3}, 1), at::zeros({rows}, at::kLong), 1, settings, generator());
    CHECK(got.scores(normal({2, 3}, 2)).isfinite().all().item<bool>());
  }
}

TEST_CASE("classifier: separable classes are learnt") {
  const at::Tensor y = whole(300, 3, 1);
  const at::Tensor x =
      at::zeros({300, 3}, at::kDouble).scatter_(1, y.unsqueeze(1), 1.0) + 0.1 * normal({300, 3}, 2);
  const LinearClassifier got = train_classifier(x, y, 3, {25, 32, 0.01, 0.5, 0.999}, generator());
  CHECK(got.scores(x).argmax(1).eq(y).all().item<bool>());
}

TEST_CASE("classifier: a loss that is not finite names its place") {
  const at::Tensor x = at::full({4, 2}, std::numeric_limits<double>::quiet_NaN());
  const std::string message = message_of([&] {
    train_classifier(x.to(at::kDouble), at::zeros({4}, at::kLong), 2, {2, 2, 0.01, 0.5, 0.999},
                     generator());
  });
  CHECK(message.find("error: the loss of the softmax classifier became") == 0);
  CHECK(message.find("epoch 1, step 1") != std::string::npos);
}
