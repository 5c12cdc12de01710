/// TS and IV-TS, rivals of D3GZSL (its table 2; plugins/recipe/README.md, two-stage): the teacher
/// is the expert for seen classes and carries the out-of-distribution score; a classifier on
/// synthetic rows is the expert for unseen classes; the score decides which of them answers.
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/full.h>
#include <zeroth/calls.h>
#include <zeroth/recipe.h>
#include <zeroth/recipes/detector.h>
#include <zeroth/recipes/gate_rule.h>
#include <zeroth/recipes/gated_scores.h>
#include <zeroth/recipes/kept_classifier.h>
#include <zeroth/recipes/synthesis.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "plugins/recipe/unseen_rows.h"

namespace {

using zeroth::recipes::Detector;

constexpr const char* kTeacher = "teacher";
constexpr const char* kUnseen = "unseen_classifier";
constexpr const char* kThreshold = "threshold";

class GatedExperts final : public zeroth::Predictor {
 public:
  struct Parts {
    Detector seen;
    zeroth::Handle<zeroth::Generator> generator;  // says what the unseen expert reads
    zeroth::Handle<zeroth::Classifier> classifier;
    std::unique_ptr<zeroth::TrainedClassifier> unseen;
    double threshold = 0.0;
    bool oracle = false;
  };

  GatedExperts(Parts parts, const zeroth::Classes& classes)
      : parts_(std::move(parts)), classes_(classes) {}

  /// The best seen class gets score - threshold, the best unseen one 0: the larger is the gate's
  /// choice, and their difference is the detector's score.
  at::Tensor scores(const zeroth::Samples& samples) const override {
    const at::Tensor& features = samples.features();
    const zeroth::Scores teacher = parts_.seen.teach(features);
    const at::Tensor above =
        parts_.seen.score(features, teacher).to(at::kDouble) - parts_.threshold;
    return zeroth::recipes::gated_scores(teacher.logits, unseen_scores(samples), above, classes_);
  }

  bool has_unseen_classifier() const override { return true; }
  at::Tensor unseen_scores(const zeroth::Samples& samples) const override {
    return zeroth::scores(parts_.classifier, *parts_.unseen,
                          zeroth::recipes::classifier_input(parts_.generator, samples.features()),
                          classes_.unseen.size(0));
  }

  bool oracle_gate() const override { return parts_.oracle; }

  std::vector<zeroth::Answer> answers(const zeroth::Samples& samples) const override {
    std::vector<zeroth::Answer> all = parts_.seen.answers(samples.features());
    all.push_back(zeroth::recipes::input_answer(parts_.generator, samples.features()));
    all.push_back({parts_.classifier.place(), "scores()", unseen_scores(samples)});
    return all;
  }

  zeroth::NamedTensors tensors() const override {
    zeroth::NamedTensors all = zeroth::recipes::kept(*parts_.unseen, kUnseen);
    all.push_back({kThreshold, at::full({}, parts_.threshold, at::kDouble)});
    return all;
  }

 private:
  Parts parts_;
  const zeroth::Classes& classes_;
};

class TwoStage final : public zeroth::Recipe,
                       public zeroth::TakesClasses,
                       public zeroth::ChoosesThreshold,
                       public zeroth::recipes::Gated {
 public:
  static void describe(zeroth::Schema<TwoStage>& s) {
    s.summary(
        "An expert for seen and one for unseen classes, and a score that chooses between them.");
    s.cite("Wang et al., AAAI 2024, arXiv:2402.11424");
    s.input("features", {"N", "D"});
    s.input("shots", {"F", "D"});
    s.child("generator", "generator", &TwoStage::generator_, "makes rows of unseen classes");
    s.child("teacher", "teacher", &TwoStage::teacher_, "the expert for seen classes");
    s.child("ood", "ood", &TwoStage::scorer_, "tells seen from unseen by what the teacher says");
    s.child("classifier", "classifier", &TwoStage::classifier_, "the expert for unseen classes")
        .by_default("classifier.softmax");
    s.param("synthesis.per_class", &TwoStage::per_class_, "synthetic rows per unseen class")
        .at_least(1)
        .per_unseen_class();
    describe_gate(s);
  }

  void begin(zeroth::TrainingProblem& problem) override {
    problem_ = &problem;
    detector_ = Detector(teacher_, scorer_);
  }
  void declare(zeroth::Course& course) override {
    course.train(kTeacher, teacher_);
    course.train("generator", generator_);
  }
  void after_training(const std::string& name) override;
  std::unique_ptr<zeroth::Predictor> predictor(std::int64_t epoch) override;
  std::unique_ptr<zeroth::Predictor> restored(const zeroth::TensorMap& tensors) override;
  /// The expert for seen classes, the score and its threshold stay; the one for unseen classes is
  /// learned from new synthetic rows.
  std::unique_ptr<zeroth::Predictor> for_classes(const zeroth::TensorMap& tensors,
                                                 const zeroth::ClassesBefore& before) override;

  bool chooses_threshold() const override { return gate_rule().from_validation(); }
  void set_threshold(double threshold) override { threshold_ = threshold; }

 private:
  zeroth::ClassifierRows synthetic_rows(const std::string& prefix) const;
  std::unique_ptr<zeroth::Predictor> gated(std::unique_ptr<zeroth::TrainedClassifier> unseen,
                                           double threshold) const;

  zeroth::TrainingProblem* problem_ = nullptr;
  zeroth::Handle<zeroth::Generator> generator_;
  zeroth::Handle<zeroth::Teacher> teacher_;
  zeroth::Handle<zeroth::OODScorer> scorer_;
  zeroth::Handle<zeroth::Classifier> classifier_;
  std::int64_t per_class_ = 300;
  Detector detector_;
  double threshold_ = 0.0;
};

void TwoStage::after_training(const std::string& name) {
  if (name != kTeacher) return;
  const at::NoGradGuard no_gradient;
  const zeroth::Scores train = detector_.teach(problem_->features());
  detector_.fit(train, problem_->positions());
  if (gate_rule().from_validation()) return;
  threshold_ = gate_rule().threshold(detector_.training_scores(problem_->features(), train));
}

std::unique_ptr<zeroth::Predictor> TwoStage::predictor(std::int64_t epoch) {
  const std::string prefix = "evaluation/" + std::to_string(epoch);
  return gated(zeroth::train(classifier_, synthetic_rows(prefix),
                             problem_->fresh_stream(prefix + "/unseen classifier")),
               threshold_);
}

zeroth::ClassifierRows TwoStage::synthetic_rows(const std::string& prefix) const {
  const at::Tensor synthetic = zeroth::recipes::unseen_input(
      generator_, *problem_, per_class_, problem_->fresh_stream(prefix + "/synthesis"));
  return unseen_rows(synthetic, generator_, *problem_, per_class_);
}

std::unique_ptr<zeroth::Predictor> TwoStage::for_classes(const zeroth::TensorMap& tensors,
                                                         const zeroth::ClassesBefore& before) {
  const std::string prefix = "other classes";
  detector_.restore();
  return gated(zeroth::recipes::for_classes(
                   classifier_, tensors, kUnseen, unseen_outputs(before, problem_->classes()),
                   [&] { return synthetic_rows(prefix); },
                   problem_->fresh_stream(prefix + "/unseen classifier")),
               tensors[kThreshold].item<double>());
}

std::unique_ptr<zeroth::Predictor> TwoStage::restored(const zeroth::TensorMap& tensors) {
  detector_.restore();
  return gated(zeroth::recipes::restored(classifier_, tensors, kUnseen),
               tensors[kThreshold].item<double>());
}

std::unique_ptr<zeroth::Predictor> TwoStage::gated(
    std::unique_ptr<zeroth::TrainedClassifier> unseen, double threshold) const {
  GatedExperts::Parts parts;
  parts.seen = detector_;
  parts.generator = generator_;
  parts.classifier = classifier_;
  parts.unseen = std::move(unseen);
  parts.threshold = threshold;
  parts.oracle = gate_rule().oracle();
  return std::make_unique<GatedExperts>(std::move(parts), problem_->classes());
}

}  // namespace

ZEROTH_RECIPE(TwoStage, "two-stage", "1.0.0")
