#include "host/recipes/two_stage.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>

#include "host/recipes/gated_scores.h"
#include "host/recipes/parts.h"
#include "host/recipes/settings.h"
#include "host/recipes/synthesis.h"
#include "host/recipes/unseen_classifier.h"

namespace zeroth::host {
namespace {

class GatedExperts final : public Predictor {
 public:
  struct Experts {
    Detector seen;
    Handle<Generator> generator;  // says what the unseen expert reads
    LinearClassifier unseen;
  };

  GatedExperts(Experts experts, const Classes& classes, double threshold, bool oracle)
      : experts_(std::move(experts)), classes_(classes), threshold_(threshold), oracle_(oracle) {}

  /// The best seen class gets score - threshold, the best unseen one 0: the larger is the gate's
  /// choice, and their difference is the detector's score.
  at::Tensor scores(const at::Tensor& features) const override {
    const Scores teacher = experts_.seen.teach(features);
    const at::Tensor above = experts_.seen.score(features, teacher).to(at::kDouble) - threshold_;
    return gated_scores(teacher.logits, unseen_scores(features), above, classes_);
  }

  bool has_unseen_classifier() const override { return true; }
  at::Tensor unseen_scores(const at::Tensor& features) const override {
    return experts_.unseen.scores(classifier_input(experts_.generator, features));
  }

  bool oracle_gate() const override { return oracle_; }

  std::vector<Answer> answers(const at::Tensor& features) const override {
    std::vector<Answer> all = experts_.seen.answers(features);
    all.push_back(input_answer(experts_.generator, features));
    return all;
  }

 private:
  Experts experts_;
  const Classes& classes_;
  double threshold_;
  bool oracle_;
};

}  // namespace

TwoStage::TwoStage(const RecipeInputs& inputs)
    : data_(inputs.data),
      streams_(inputs.streams),
      pipeline_(inputs.pipeline),
      rule_(GateRule::from_json(inputs.pipeline.at("gate"))) {
  Parts parts(inputs);
  generator_ = parts.network<Generator>("generator");
  const auto teacher = parts.network<Teacher>("teacher");
  detector_ = Detector(teacher, parts.make<OODScorer>("ood"));
  const TrainSettings settings = train_settings(inputs);
  trainers_.push_back(std::make_unique<Trainer>("teacher", teacher, data_, settings, streams_));
  trainers_.push_back(
      std::make_unique<Trainer>("generator", generator_, data_, settings, streams_));
}

void TwoStage::after_training(std::size_t done) {
  if (done != kTeacherTraining) return;
  const at::NoGradGuard no_gradient;
  const Scores train = detector_.teach(data_.features);
  detector_.fit(train, data_.positions);
  if (rule_.from_validation()) return;
  threshold_ = rule_.threshold(detector_.training_scores(data_.features, train));
}

std::unique_ptr<Predictor> TwoStage::predictor(std::int64_t epoch) {
  const auto per_class = pipeline_.at("synthesis").at("per_class").get<std::int64_t>();
  const std::string prefix = "evaluation/" + std::to_string(epoch);
  const at::Tensor synthetic = finite_input(
      generator_, synthesise(generator_, data_, per_class, streams_.fresh(prefix + "/synthesis")));
  LinearClassifier unseen = train_unseen_classifier(
      synthetic, data_.classes, classifier_settings(pipeline_.at("classifier"), per_class),
      streams_.fresh(prefix + "/unseen classifier"));
  return std::make_unique<GatedExperts>(
      GatedExperts::Experts{detector_, generator_, std::move(unseen)}, data_.classes, threshold_,
      rule_.oracle());
}

}  // namespace zeroth::host
