#include "host/recipes/generative.h"

#include <ATen/ops/arange.h>

#include "host/recipes/settings.h"
#include "host/recipes/synthesis.h"
#include "host/train/classifier.h"

namespace zeroth::host {
namespace {

class TwoClassifiers final : public Predictor {
 public:
  TwoClassifiers(LinearClassifier all, LinearClassifier unseen)
      : all_(std::move(all)), unseen_(std::move(unseen)) {}
  at::Tensor scores(const at::Tensor& features) const override { return all_.scores(features); }
  at::Tensor unseen_scores(const at::Tensor& features) const override {
    return unseen_.scores(features);
  }

 private:
  LinearClassifier all_;
  LinearClassifier unseen_;
};

}  // namespace

Generative::Generative(const RecipeInputs& inputs)
    : data_(inputs.data),
      streams_(inputs.streams),
      pipeline_(inputs.pipeline),
      generator_(inputs.composer.make<Generator>(inputs.pipeline, "/generator")) {
  generator_.call("build()",
                  [&](auto& g) { g.build(data_.sizes(), streams_.stream("generator/build")); });
  trainers_.push_back(std::make_unique<Trainer>("generator", generator_, data_,
                                                train_settings(pipeline_), streams_));
}

std::unique_ptr<Predictor> Generative::predictor(std::int64_t epoch) {
  const auto per_class = pipeline_.at("synthesis").at("per_class").get<std::int64_t>();
  const ClassifierSettings settings = classifier_settings(pipeline_.at("classifier"), per_class);
  const std::string prefix = "evaluation/" + std::to_string(epoch);
  const AugmentedRows rows =
      augment(generator_, data_, per_class, streams_.fresh(prefix + "/synthesis"));
  const Sizes sizes = data_.sizes();
  LinearClassifier all = train_classifier(rows.features, rows.labels, sizes.classes, settings,
                                          streams_.fresh(prefix + "/classifier"));
  const auto unseen = data_.classes.unseen.size(0);
  const at::Tensor positions =
      at::arange(unseen).unsqueeze(1).expand({-1, per_class}).reshape({-1});
  LinearClassifier zero_shot =
      train_classifier(rows.synthetic_features(), positions, unseen, settings,
                       streams_.fresh(prefix + "/unseen classifier"));
  return std::make_unique<TwoClassifiers>(std::move(all), std::move(zero_shot));
}

}  // namespace zeroth::host
