#include <ATen/ops/allclose.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/randperm.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <doctest/doctest.h>
#include <torch/optim/adam.h>
#include <zeroth/calls.h>

#include <cmath>
#include <limits>
#include <vector>

#include "host/device/simulated_device.h"
#include "host/train/sdk_steps.h"
#include "tests/losses_and_scores/loaded_plugin.h"
#include "tests/reference/formulas.h"
#include "tests/support/messages.h"
#include "tests/support/tensors.h"

using namespace zeroth::host;

namespace {

// Before the first backward pass of the process.
const at::Device kAway = simulated_device();

struct Settings {
  std::int64_t epochs, batch;
  double learning_rate, beta1, beta2;
  const char* rebalance = "none";
  double tau = 1;
};

struct Layer {
  at::Tensor weight, bias;
};

zeroth::ClassifierRows rows_of(const at::Tensor& x, const at::Tensor& y, std::int64_t outputs) {
  zeroth::ClassifierRows rows;
  rows.features = x;
  rows.targets = y;
  rows.outputs = outputs;
  rows.per_class = x.size(0);
  return rows;
}

std::unique_ptr<zeroth::TrainedClassifier> trained(const at::Tensor& x, const at::Tensor& y,
                                                   std::int64_t outputs, const Settings& settings,
                                                   at::Generator rng) {
  const auto softmax =
      loaded<zeroth::Classifier>("classifier.softmax", {{"epochs", settings.epochs},
                                                        {"batch", settings.batch},
                                                        {"learning_rate", settings.learning_rate},
                                                        {"beta1", settings.beta1},
                                                        {"beta2", settings.beta2},
                                                        {"rebalance", settings.rebalance},
                                                        {"tau", settings.tau}});
  return zeroth::train(softmax, rows_of(x, y, outputs), std::move(rng));
}

at::Generator generator() { return at::detail::createCPUGenerator(7); }

/// The same training by autograd and torch.optim, with the order of rows spelled out.
/// @param adjustment [outputs] what is added to the logits, if it is defined
Layer slow_twin(const at::Tensor& x, const at::Tensor& y, std::int64_t outputs,
                const Settings& settings, const at::Tensor& adjustment = {}) {
  at::Generator rng = generator();
  Layer model{at::empty({outputs, x.size(1)}, x.options()).normal_(0, 0.02, rng),
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
    at::Tensor logits = at::linear(x.index_select(0, rows), model.weight, model.bias);
    if (adjustment.defined()) logits = logits + adjustment;
    at::cross_entropy_loss(logits, y.index_select(0, rows)).backward();
    adam.step();
  }
  return {model.weight.detach(), model.bias.detach()};
}

}  // namespace

TEST_CASE("classifier: agrees with autograd step by step, batches wrap around") {
  const at::Tensor x = normal({23, 6}, 1), y = whole(23, 4, 2);
  const Settings settings{5, 7, 0.01, 0.5, 0.999};
  const auto model = trained(x, y, 4, settings, generator());
  const zeroth::TensorMap got(model->tensors());
  const Layer want = slow_twin(x, y, 4, settings);
  CHECK(at::allclose(got["weight"], want.weight, 1e-9, 1e-11));
  CHECK(at::allclose(got["bias"], want.bias, 1e-9, 1e-11));
}

TEST_CASE("classifier: with logit adjustment it agrees with autograd, a class may have no row") {
  const at::Tensor x = normal({23, 6}, 1), y = whole(23, 4, 2);
  const std::int64_t outputs = 5;
  const std::vector<double> prior = reference::log_prior(to_labels(y), outputs);
  Settings settings{5, 7, 0.01, 0.5, 0.999, "logit-adjustment", 1.5};
  const zeroth::TensorMap got(trained(x, y, outputs, settings, generator())->tensors());
  const Layer want = slow_twin(x, y, outputs, settings, 1.5 * at::tensor(prior, at::kDouble));
  CHECK(at::allclose(got["weight"], want.weight, 1e-9, 1e-11));
  CHECK(at::allclose(got["bias"], want.bias, 1e-9, 1e-11));
}

TEST_CASE("classifier: what a long tail says where the features say nothing") {
  // 32, 8 and 2 rows of zeros: only biases learn, and their differences are those of the logarithms
  // of the shares, of none of it where classes are balanced.
  const at::Tensor y = at::tensor({32, 8, 2}, at::kLong);
  const at::Tensor labels = at::arange(3).repeat_interleave(y);
  const auto biases = [&](const char* rebalance, double tau, std::int64_t batch) {
    const Settings settings{batch == 42 ? 600 : 200, batch, 0.02, 0.5, 0.999, rebalance, tau};
    const at::Tensor bias =
        trained(at::zeros({42, 1}, at::kDouble), labels, 3, settings, generator())
            ->scores(at::zeros({1, 1}, at::kDouble))[0];
    return to_row(bias - bias[1]);
  };
  const double most = std::log(4.0);  // 32 over 8, and 8 over 2
  const auto near = [](const std::vector<double>& got, double first, double last, double by) {
    CHECK(std::abs(got[0] - first) < by);
    CHECK(std::abs(got[2] - last) < by);
  };
  near(biases("none", 1, 42), most, -most, 0.02);
  near(biases("logit-adjustment", 1, 42), 0, 0, 0.02);
  near(biases("logit-adjustment", 2, 42), -most, most, 0.02);
  near(biases("balanced-batches", 1, 42), 0, 0, 0.3);
  near(biases("balanced-batches", 1, 7), 0, 0, 0.4);
}

TEST_CASE("classifier: rebalanced on a device, it is what it is on the CPU") {
  const at::Tensor x = normal({23, 6}, 1), y = whole(23, 4, 2);
  for (const char* rebalance : {"balanced-batches", "logit-adjustment"}) {
    const Settings settings{5, 7, 0.01, 0.5, 0.999, rebalance};
    const auto here = trained(x, y, 4, settings, generator());
    const auto there = trained(x.to(kAway), y.to(kAway), 4, settings, simulated_generator(7));
    CHECK(at::allclose(there->tensors()[0].tensor.cpu(), here->tensors()[0].tensor, 1e-9, 1e-11));
  }
}

TEST_CASE("classifier: one class, one row, a batch larger than the data") {
  const Settings settings{3, 1000, 0.01, 0.5, 0.999};
  for (const std::int64_t rows : {1, 5}) {
    for (const char* rebalance : {"none", "balanced-batches", "logit-adjustment"}) {
      Settings rebalanced = settings;
      rebalanced.rebalance = rebalance;
      const auto got =
          trained(normal({rows, 3}, 1), at::zeros({rows}, at::kLong), 1, rebalanced, generator());
      CHECK(got->scores(normal({2, 3}, 2)).isfinite().all().item<bool>());
    }
  }
}

TEST_CASE("classifier: separable classes are learnt") {
  const at::Tensor y = whole(300, 3, 1);
  const at::Tensor x =
      at::zeros({300, 3}, at::kDouble).scatter_(1, y.unsqueeze(1), 1.0) + 0.1 * normal({300, 3}, 2);
  const auto got = trained(x, y, 3, {25, 32, 0.01, 0.5, 0.999}, generator());
  CHECK(got->scores(x).argmax(1).eq(y).all().item<bool>());
}

TEST_CASE("classifier: a loss that is not finite names its place") {
  const at::Tensor x = at::full({4, 2}, std::numeric_limits<double>::quiet_NaN());
  const std::string message = message_of([&] {
    trained(x.to(at::kDouble), at::zeros({4}, at::kLong), 2, {2, 2, 0.01, 0.5, 0.999}, generator());
  });
  CHECK(message.find("error: the loss of the softmax classifier became") == 0);
  CHECK(message.find("epoch 1, step 1") != std::string::npos);
}

TEST_CASE("classifier: on a device it waits once an epoch and learns what it learns on the CPU") {
  const at::Tensor x = normal({23, 6}, 1), y = whole(23, 4, 2);
  const Settings settings{5, 7, 0.01, 0.5, 0.999};
  const auto here = trained(x, y, 4, settings, generator());
  const std::int64_t before = waits_for_simulated_device();
  const auto there = trained(x.to(kAway), y.to(kAway), 4, settings, simulated_generator(7));
  // Once more for each of the two tensors in the end: whether they are finite.
  CHECK(waits_for_simulated_device() - before == settings.epochs + 2);
  CHECK(at::allclose(there->tensors()[0].tensor.cpu(), here->tensors()[0].tensor, 1e-9, 1e-11));
}

TEST_CASE("classifier: a loss on a device that is not finite names the same place") {
  at::Tensor x = normal({8, 2}, 1);
  x[5][0] = std::numeric_limits<double>::infinity();
  const at::Tensor y = whole(8, 2, 2);
  const Settings settings{3, 2, 0.01, 0.5, 0.999};
  const std::string here = message_of([&] { trained(x, y, 2, settings, generator()); });
  CHECK(here.find("epoch 1, step ") != std::string::npos);
  CHECK(message_of([&] {
          trained(x.to(kAway), y.to(kAway), 2, settings, simulated_generator(7));
        }) == here);
}

TEST_CASE("classifiers: what one keeps makes the same one again") {
  const at::Tensor x = normal({40, 5}, 1), y = whole(40, 3, 2), asked = normal({7, 5}, 3);
  for (const char* id : {"classifier.softmax", "classifier.nearest-prototype", "classifier.knn"}) {
    CAPTURE(id);
    const auto classifier = loaded<zeroth::Classifier>(id);
    const auto first = zeroth::train(classifier, rows_of(x, y, 3), generator());
    const auto again = classifier.component()->restored(zeroth::TensorMap(first->tensors()));
    CHECK(first->scores(asked).sizes() == at::IntArrayRef({7, 3}));
    CHECK(first->scores(asked).equal(again->scores(asked)));
    for (std::int64_t row = 0; row < 7; ++row) {  // no row sees another
      CHECK(at::allclose(first->scores(asked.narrow(0, row, 1)),
                         first->scores(asked).narrow(0, row, 1)));
    }
  }
}

TEST_CASE("nearest prototype: the class whose mean is the nearest, by hand") {
  const at::Tensor x = normal({30, 4}, 1), y = whole(30, 3, 2), asked = normal({9, 4}, 3);
  const auto near = zeroth::train(loaded<zeroth::Classifier>("classifier.nearest-prototype"),
                                  rows_of(x, y, 3), generator());
  const at::Tensor best = near->scores(asked).argmax(1);
  for (std::int64_t i = 0; i < 9; ++i) {
    std::int64_t want = -1;
    double least = std::numeric_limits<double>::infinity();
    for (std::int64_t c = 0; c < 3; ++c) {
      const at::Tensor mean = x.index_select(0, y.eq(c).nonzero().squeeze(1)).mean(0);
      const double distance = (asked[i] - mean).norm().item<double>();
      if (distance < least) {
        least = distance;
        want = c;
      }
    }
    CHECK(best[i].item<std::int64_t>() == want);
  }
}

TEST_CASE("knn: the nearest row decides with k 1, and between classes with the same share") {
  const at::Tensor x = normal({30, 4}, 1), y = whole(30, 3, 2), asked = normal({9, 4}, 3);
  const auto one = zeroth::train(loaded<zeroth::Classifier>("classifier.knn", {{"k", 1}}),
                                 rows_of(x, y, 3), generator());
  const auto two = zeroth::train(loaded<zeroth::Classifier>("classifier.knn", {{"k", 2}}),
                                 rows_of(x, y, 3), generator());
  for (std::int64_t i = 0; i < 9; ++i) {
    const at::Tensor distances = (x - asked[i]).norm(2, {1});
    const auto want = y[distances.argmin().item<std::int64_t>()].item<std::int64_t>();
    CHECK(one->scores(asked)[i].argmax().item<std::int64_t>() == want);
    CHECK(two->scores(asked)[i].argmax().item<std::int64_t>() == want);
  }
}
