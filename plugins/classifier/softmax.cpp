/// One affine layer on the negative log-likelihood, as f-CLSWGAN's final classifier (CVPR 2018,
/// arXiv:1712.00981, section 3.3) and those of its successors.
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/bincount.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/gather.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/zeros.h>
#include <zeroth/call.h>
#include <zeroth/classifier.h>
#include <zeroth/finite.h>
#include <zeroth/long_work.h>
#include <zeroth/optimise.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "plugins/classifier/row_order.h"
#include "plugins/networks/log_prior.h"

namespace {

class Trained final : public zeroth::TrainedClassifier {
 public:
  Trained(at::Tensor weight, at::Tensor bias)
      : weight_(std::move(weight)), bias_(std::move(bias)) {}
  at::Tensor scores(const at::Tensor& features) const override {
    return at::linear(features, weight_, bias_);
  }
  zeroth::NamedTensors tensors() const override { return {{"weight", weight_}, {"bias", bias_}}; }
  const at::Tensor& weight() const { return weight_; }
  const at::Tensor& bias() const { return bias_; }

 private:
  at::Tensor weight_;  // [K,P]
  at::Tensor bias_;    // [K]
};

/// One step after the other on buffers that stay. The gradient, softmax minus one-hot, is written
/// down, not recorded.
class Fit {
 public:
  /// @param adjustment [K] what is added to the logits; undefined: nothing
  Fit(const Trained& model, const zeroth::ClassifierRows& rows, std::int64_t batch,
      const zeroth::Optimiser& optimiser, at::Tensor adjustment)
      : model_(model),
        rows_(rows),
        adjustment_(std::move(adjustment)),
        steps_(zeroth::optimise("classifier", optimiser, model.tensors())),
        x_(at::empty({batch, rows.features.size(1)}, rows.features.options())),
        y_(at::empty({batch}, rows.targets.options())),
        log_p_(at::empty({batch, rows.outputs}, rows.features.options())),
        d_weight_(at::empty_like(model.weight())),
        d_bias_(at::empty_like(model.bias())) {}

  /// @return the mean negative log-likelihood of the batch, [] where the rows are.
  at::Tensor step(const at::Tensor& chosen) {
    at::index_select_out(x_, rows_.features, 0, chosen);
    at::index_select_out(y_, rows_.targets, 0, chosen);
    const at::Tensor added = adjustment_.defined() ? model_.bias() + adjustment_ : model_.bias();
    at::addmm_out(log_p_, added, x_, model_.weight().t());
    log_p_ = at::log_softmax(log_p_, 1);
    const at::Tensor targets = y_.unsqueeze(1);
    const at::Tensor loss = -log_p_.gather(1, targets).mean();
    at::Tensor d = log_p_.exp_();
    d.scatter_add_(1, targets, -at::ones_like(targets, d.options()));
    d.mul_(1.0 / static_cast<double>(chosen.size(0)));
    at::mm_out(d_weight_, d.t(), x_);
    at::sum_out(d_bias_, d, 0);
    steps_->step({d_weight_, d_bias_});
    return loss;
  }

 private:
  const Trained& model_;
  const zeroth::ClassifierRows& rows_;
  at::Tensor adjustment_;
  std::unique_ptr<zeroth::Steps> steps_;
  at::Tensor x_, y_, log_p_, d_weight_, d_bias_;
};

/// Batches wrap around unless they are balanced: at the end of the data it is shuffled anew and the
/// batch takes its remaining rows from there. A batch larger than the data is as large as they are.
class Softmax final : public zeroth::Classifier, public zeroth::KeepsClasses {
 public:
  static void describe(zeroth::Schema<Softmax>& s) {
    s.summary("One affine layer, trained by Adam on the negative log-likelihood.");
    s.cite(
        "Xian et al., Feature Generating Networks for Zero-Shot Learning, CVPR 2018, "
        "arXiv:1712.00981");
    s.param("epochs", &Softmax::epochs_, "of all rows").at_least(1);
    s.param("batch", &Softmax::batch_, "rows per step; 0 = synthetic rows of a class").at_least(0);
    s.param("learning_rate", &Softmax::learning_rate_, "of Adam").above(0);
    s.param("beta1", &Softmax::beta1_, "Adam").at_least(0).below(1);
    s.param("beta2", &Softmax::beta2_, "Adam").at_least(0).below(1);
    s.param("rebalance", &Softmax::rebalance_,
            "for long tails: batches with every class equally likely, or logits adjusted by the "
            "classes' shares of the rows while it learns (Menon et al., arXiv:2007.07314)")
        .one_of({"none", "balanced-batches", "logit-adjustment"});
    s.param("tau", &Softmax::tau_, "of logit adjustment: times the log of a class's share")
        .above(0);
  }

  std::unique_ptr<zeroth::TrainedClassifier> train(const zeroth::ClassifierRows& rows,
                                                   at::Generator rng) const override;

  std::unique_ptr<zeroth::TrainedClassifier> restored(
      const zeroth::TensorMap& tensors) const override {
    return std::make_unique<Trained>(tensors["weight"], tensors["bias"]);
  }

  std::unique_ptr<zeroth::TrainedClassifier> with_outputs(
      const zeroth::TensorMap& before, const at::Tensor& outputs) const override {
    return std::make_unique<Trained>(before["weight"].index_select(0, outputs),
                                     before["bias"].index_select(0, outputs));
  }

 private:
  std::unique_ptr<RowOrder> order(const zeroth::ClassifierRows& rows, std::int64_t batch,
                                  at::Generator rng) const;
  at::Tensor adjustment(const zeroth::ClassifierRows& rows) const;
  void check(const at::Tensor& loss, std::int64_t epoch, std::int64_t step) const;
  void check(const std::vector<at::Tensor>& losses, std::int64_t epoch) const;
  void check(const Trained& model) const;
  std::string where() const { return zeroth::place_of(*this).where; }

  std::int64_t epochs_ = 25, batch_ = 0;
  double learning_rate_ = 1e-3, beta1_ = 0.5, beta2_ = 0.999, tau_ = 1.0;
  std::string rebalance_ = "none";
};

std::unique_ptr<RowOrder> Softmax::order(const zeroth::ClassifierRows& rows, std::int64_t batch,
                                         at::Generator rng) const {
  if (rebalance_ == "balanced-batches") {
    return std::make_unique<ClassBalanced>(rows.targets, batch, std::move(rng));
  }
  return std::make_unique<WrapAround>(rows.features.size(0), batch, std::move(rng));
}

at::Tensor Softmax::adjustment(const zeroth::ClassifierRows& rows) const {
  if (rebalance_ != "logit-adjustment") return {};
  const at::Tensor counts = at::bincount(rows.targets.cpu(), {}, rows.outputs);
  return (tau_ * zeroth::networks::log_prior(counts)).to(rows.features.options());
}

std::unique_ptr<zeroth::TrainedClassifier> Softmax::train(const zeroth::ClassifierRows& rows,
                                                          at::Generator rng) const {
  const at::NoGradGuard no_gradient;
  const at::Tensor weight =
      at::empty({rows.outputs, rows.features.size(1)}, rows.features.options())
          .normal_(0.0, 0.02, rng);
  auto model =
      std::make_unique<Trained>(weight, at::zeros({rows.outputs}, rows.features.options()));
  const auto count = rows.features.size(0);
  const auto batch = std::min(batch_ == 0 ? rows.per_class : batch_, count);
  const std::unique_ptr<RowOrder> order = this->order(rows, batch, std::move(rng));
  zeroth::Optimiser optimiser;
  Fit fit(*model, rows, batch, optimiser.adam(learning_rate_, beta1_, beta2_), adjustment(rows));
  const auto steps = (count + batch - 1) / batch;
  std::vector<at::Tensor> losses;  // of an epoch
  for (std::int64_t epoch = 0; epoch < epochs_; ++epoch) {
    for (std::int64_t step = 0; step < steps; ++step) {
      zeroth::say_progress("training a classifier", epoch * steps + step, epochs_ * steps);
      losses.push_back(fit.step(order->next()));
      if (weight.is_cpu()) check(losses.back(), epoch, step);
    }
    if (!weight.is_cpu()) check(losses, epoch);
    losses.clear();
  }
  check(*model);
  return model;
}

/// Those of a device, brought in one wait.
void Softmax::check(const std::vector<at::Tensor>& losses, std::int64_t epoch) const {
  const at::Tensor all = at::stack(losses).cpu();
  for (std::int64_t step = 0; step < all.size(0); ++step) check(all[step], epoch, step);
}

void Softmax::check(const at::Tensor& number, std::int64_t epoch, std::int64_t step) const {
  const auto loss = number.item<double>();
  if (std::isfinite(loss)) return;
  zeroth::fail_run({std::string("the loss of the softmax classifier became ") +
                        (std::isnan(loss) ? "nan" : "inf"),
                    where(),
                    {"epoch " + std::to_string(epoch + 1) + ", step " + std::to_string(step + 1)},
                    "lower its learning_rate, and look at the synthetic features"});
}

void Softmax::check(const Trained& model) const {
  if (zeroth::all_finite(model.weight()) && zeroth::all_finite(model.bias())) return;
  zeroth::fail_run({"the softmax classifier diverged at its last step",
                    where(),
                    {"its weights are not finite any more"},
                    "lower its learning_rate"});
}

}  // namespace

ZEROTH_CLASSIFIER(Softmax, "softmax", "1.0.0")
