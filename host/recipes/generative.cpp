#include "host/recipes/generative.h"

#include "host/recipes/parts.h"
#include "host/recipes/settings.h"
#include "host/recipes/synthesis.h"
#include "host/recipes/unseen_classifier.h"
#include "host/train/classifier.h"

namespace zeroth::host {
namespace {

class TwoClassifiers final : public Predictor {
 public:
  TwoClassifiers(Handle<Generator> generator, LinearClassifier all, LinearClassifier unseen)
      : generator_(std::move(generator)), all_(std::move(all)), unseen_(std::move(unseen)) {}
  at::Tensor scores(const at::Tensor& features) const override {
    return all_.scores(classifier_input(generator_, features));
  }
  bool has_unseen_classifier() const override { return true; }
  at::Tensor unseen_scores(const at::Tensor& features) const override {
    return unseen_.scores(classifier_input(generator_, features));
  }
  std::vector<Answer> answers(const at::Tensor& features) const override {
    return {input_answer(generator_, features)};
  }

 private:
  Handle<Generator> generator_;
  LinearClassifier all_;
  LinearClassifier unseen_;
};

}  // namespace

Generative::Generative(const RecipeInputs& inputs)
    : data_(inputs.data),
      streams_(inputs.streams),
      pipeline_(inputs.pipeline),
      generator_(Parts(inputs).network<Generator>("generator")) {
  trainers_.push_back(
      std::make_unique<Trainer>("generator", generator_, data_, train_settings(inputs), streams_));
}

std::unique_ptr<Predictor> Generative::predictor(std::int64_t epoch) {
  const auto per_class = pipeline_.at("synthesis").at("per_class").get<std::int64_t>();
  const ClassifierSettings settings = classifier_settings(pipeline_.at("classifier"), per_class);
  const std::string prefix = "evaluation/" + std::to_string(epoch);
  const AugmentedRows rows =
      augment(generator_, data_, per_class, streams_.fresh(prefix + "/synthesis"));
  LinearClassifier all = train_classifier(rows.features, rows.labels, data_.sizes().classes,
                                          settings, streams_.fresh(prefix + "/classifier"));
  LinearClassifier unseen =
      train_unseen_classifier(rows.synthetic_features(), data_.classes, settings,
                              streams_.fresh(prefix + "/unseen classifier"));
  return std::make_unique<TwoClassifiers>(generator_, std::move(all), std::move(unseen));
}

}  // namespace zeroth::host
