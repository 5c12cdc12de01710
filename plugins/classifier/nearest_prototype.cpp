/// The class whose mean of rows is the nearest: Snell et al., Prototypical Networks for Few-shot
/// Learning, NeurIPS 2017, arXiv:1703.05175, equations 1 and 2, in the space of the features.
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <zeroth/classifier.h>
#include <zeroth/networks/unit_rows.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace {

using zeroth::networks::unit_rows;

class Trained final : public zeroth::TrainedClassifier {
 public:
  Trained(at::Tensor prototypes, bool cosine)
      : prototypes_(std::move(prototypes)), cosine_(cosine) {}
  at::Tensor scores(const at::Tensor& features) const override {
    if (cosine_) return at::mm(unit_rows(features), unit_rows(prototypes_).t());
    // -|x - p|^2 without |x|^2, which is the same for every class of a row.
    return at::addmm(-prototypes_.square().sum(1), features, prototypes_.t(), 1, 2);
  }
  zeroth::NamedTensors tensors() const override { return {{"prototypes", prototypes_}}; }

 private:
  at::Tensor prototypes_;  // [K,P]
  bool cosine_;
};

class NearestPrototype final : public zeroth::Classifier {
 public:
  static void describe(zeroth::Schema<NearestPrototype>& s) {
    s.summary("The class with the nearest mean of its rows.");
    s.cite(
        "Snell et al., Prototypical Networks for Few-shot Learning, NeurIPS 2017, "
        "arXiv:1703.05175");
    s.param("distance", &NearestPrototype::distance_, "between a row and a mean")
        .one_of({"euclidean", "cosine"});
  }

  std::unique_ptr<zeroth::TrainedClassifier> train(const zeroth::ClassifierRows& rows,
                                                   at::Generator) const override {
    const at::NoGradGuard no_gradient;
    const auto options = rows.features.options();
    at::Tensor sums = at::zeros({rows.outputs, rows.features.size(1)}, options);
    at::Tensor counts = at::zeros({rows.outputs}, options);
    sums.index_add_(0, rows.targets, rows.features);
    counts.index_add_(0, rows.targets, at::ones({rows.features.size(0)}, options));
    return std::make_unique<Trained>(sums / counts.clamp_min(1).unsqueeze(1), cosine());
  }

  std::unique_ptr<zeroth::TrainedClassifier> restored(
      const zeroth::TensorMap& tensors) const override {
    return std::make_unique<Trained>(tensors["prototypes"], cosine());
  }

 private:
  bool cosine() const { return distance_ == "cosine"; }
  std::string distance_ = "euclidean";
};

}  // namespace

ZEROTH_CLASSIFIER(NearestPrototype, "nearest-prototype", "1.0.0")
