#include "host/train/classifier.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/gather.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/randperm.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/zeros.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "host/base/problem.h"
#include "host/engine/finite.h"
#include "host/train/optimiser.h"

namespace zeroth::host {
namespace {

/// Rows of an endless sequence of permutations, on the device of the generator.
class WrapAround {
 public:
  WrapAround(std::int64_t rows, std::int64_t batch, at::Generator rng)
      : rows_(rows),
        rng_(std::move(rng)),
        permutation_(at::empty({rows}, at::TensorOptions(at::kLong).device(rng_.device()))),
        batch_(at::empty({batch}, permutation_.options())) {
    shuffle();
  }

  const at::Tensor& next() {
    const auto wanted = batch_.size(0);
    const auto rest = std::min(wanted, rows_ - start_);
    batch_.narrow(0, 0, rest).copy_(permutation_.narrow(0, start_, rest));
    start_ += rest;
    if (rest < wanted) {
      shuffle();
      start_ = wanted - rest;
      batch_.narrow(0, rest, start_).copy_(permutation_.narrow(0, 0, start_));
    }
    return batch_;
  }

 private:
  void shuffle() {
    at::randperm_out(permutation_, rows_, rng_);
    start_ = 0;
  }

  std::int64_t rows_;
  std::int64_t start_ = 0;
  at::Generator rng_;
  at::Tensor permutation_;
  at::Tensor batch_;
};

/// One step after the other on buffers that stay.
class Fit {
 public:
  Fit(const LinearClassifier& model, const at::Tensor& features, const at::Tensor& targets,
      std::int64_t batch, const ClassifierSettings& settings)
      : model_(model),
        features_(features),
        targets_(targets),
        optimiser_(adam(settings), {{"weight", model.weight}, {"bias", model.bias}}),
        x_(at::empty({batch, features.size(1)}, features.options())),
        y_(at::empty({batch}, targets.options())),
        log_p_(at::empty({batch, model.bias.size(0)}, features.options())),
        d_weight_(at::empty_like(model.weight)),
        d_bias_(at::empty_like(model.bias)) {}

  /// @return the mean negative log-likelihood of the batch.
  double step(const at::Tensor& rows) {
    at::index_select_out(x_, features_, 0, rows);
    at::index_select_out(y_, targets_, 0, rows);
    at::addmm_out(log_p_, model_.bias, x_, model_.weight.t());
    log_p_ = at::log_softmax(log_p_, 1);
    const at::Tensor targets = y_.unsqueeze(1);
    const double loss = -log_p_.gather(1, targets).mean().item<double>();
    at::Tensor d = log_p_.exp_();
    d.scatter_add_(1, targets, -at::ones_like(targets, d.options()));
    d.mul_(1.0 / static_cast<double>(rows.size(0)));
    at::mm_out(d_weight_, d.t(), x_);
    at::sum_out(d_bias_, d, 0);
    optimiser_.step({d_weight_, d_bias_});
    return loss;
  }

 private:
  static plan::Optimiser adam(const ClassifierSettings& settings) {
    plan::Optimiser optimiser;
    optimiser.name = "classifier";
    optimiser.learning_rate = settings.learning_rate;
    optimiser.beta1 = settings.beta1;
    optimiser.beta2 = settings.beta2;
    return optimiser;
  }

  const LinearClassifier& model_;
  const at::Tensor& features_;
  const at::Tensor& targets_;
  FusedOptimiser optimiser_;
  at::Tensor x_, y_, log_p_, d_weight_, d_bias_;
};

}  // namespace

at::Tensor LinearClassifier::scores(const at::Tensor& x) const {
  return at::linear(x, weight, bias);
}

LinearClassifier train_classifier(const at::Tensor& features, const at::Tensor& targets,
                                  std::int64_t outputs, const ClassifierSettings& settings,
                                  at::Generator rng) {
  const at::NoGradGuard no_gradient;
  LinearClassifier model;
  model.weight = at::empty({outputs, features.size(1)}, features.options()).normal_(0.0, 0.02, rng);
  model.bias = at::zeros({outputs}, features.options());
  const auto rows = features.size(0);
  const auto batch = std::min(settings.batch, rows);
  WrapAround order(rows, batch, std::move(rng));
  Fit fit(model, features, targets, batch, settings);
  const auto steps = (rows + batch - 1) / batch;
  for (std::int64_t epoch = 0; epoch < settings.epochs; ++epoch) {
    for (std::int64_t step = 0; step < steps; ++step) {
      const double loss = fit.step(order.next());
      if (std::isfinite(loss)) continue;
      throw Failure(Exit::run_failed,
                    {fmt::format("the loss of the softmax classifier became {}", loss),
                     "/classifier",
                     {fmt::format("epoch {}, step {}", epoch + 1, step + 1)},
                     "lower classifier.learning_rate, and look at the synthetic features"});
    }
  }
  if (!all_finite(model.weight) || !all_finite(model.bias)) {
    throw Failure(Exit::run_failed, {"the softmax classifier diverged at its last step",
                                     "/classifier",
                                     {"its weights are not finite any more"},
                                     "lower classifier.learning_rate"});
  }
  return model;
}

}  // namespace zeroth::host
