/// TODO: what it computes, and where it comes from.
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <zeroth/classifier.h>

#include <memory>
#include <utility>

namespace {

/// What has been learnt. All of it is in tensors(): a model is restored from them.
class Trained final : public zeroth::TrainedClassifier {
 public:
  explicit Trained(at::Tensor means) : means_(std::move(means)) {}
  // Larger = likelier; row by row.
  at::Tensor scores(const at::Tensor& features) const override {
    return at::addmm(-means_.square().sum(1), features, means_.t(), 1, 2);
  }
  zeroth::NamedTensors tensors() const override { return {{"means", means_}}; }

 private:
  at::Tensor means_;  // [K,P]
};

class TemplateName final : public zeroth::Classifier {
 public:
  static void describe(zeroth::Schema<TemplateName>& s) {
    s.summary("The class with the nearest mean, drawn towards the mean of all.");
    s.param("shrink", &TemplateName::shrink_, "how far, 1 = all the way").at_least(0).at_most(1);
  }

  // Leaves the component as it was: a run trains one for every evaluation.
  std::unique_ptr<zeroth::TrainedClassifier> train(const zeroth::ClassifierRows& rows,
                                                   at::Generator) const override {
    const at::NoGradGuard no_gradient;
    const auto options = rows.features.options();
    at::Tensor sums = at::zeros({rows.outputs, rows.features.size(1)}, options);
    at::Tensor counts = at::zeros({rows.outputs}, options);
    sums.index_add_(0, rows.targets, rows.features);
    counts.index_add_(0, rows.targets, at::ones({rows.features.size(0)}, options));
    const at::Tensor means = sums / counts.clamp_min(1).unsqueeze(1);
    return std::make_unique<Trained>((1 - shrink_) * means + shrink_ * rows.features.mean(0));
  }

  std::unique_ptr<zeroth::TrainedClassifier> restored(
      const zeroth::TensorMap& tensors) const override {
    return std::make_unique<Trained>(tensors["means"]);
  }

 private:
  double shrink_ = 0.1;
};

}  // namespace

ZEROTH_CLASSIFIER(TemplateName, "template-name", "0.1.0")
