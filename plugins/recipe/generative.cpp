/// Features of unseen classes from a generator, then a classifier of all classes.
/// Xian et al., Feature Generating Networks for Zero-Shot Learning, CVPR 2018, arXiv:1712.00981.
#include <zeroth/calls.h>
#include <zeroth/recipe.h>
#include <zeroth/recipes/synthesis.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "plugins/recipe/unseen_rows.h"

namespace {

using zeroth::recipes::input_answer;

/// A classifier of all classes, and one of the unseen ones alone for T1.
class TwoClassifiers final : public zeroth::Predictor {
 public:
  struct Parts {
    zeroth::Handle<zeroth::Generator> generator;  // says what the classifiers read
    zeroth::Handle<zeroth::Classifier> classifier;
    std::unique_ptr<zeroth::TrainedClassifier> all, unseen;
    zeroth::Sizes sizes;
  };
  explicit TwoClassifiers(Parts parts) : parts_(std::move(parts)) {}

  at::Tensor scores(const at::Tensor& features) const override {
    return zeroth::scores(parts_.classifier, *parts_.all, read(features), parts_.sizes.classes);
  }
  bool has_unseen_classifier() const override { return true; }
  at::Tensor unseen_scores(const at::Tensor& features) const override {
    return zeroth::scores(parts_.classifier, *parts_.unseen, read(features),
                          parts_.sizes.classes - parts_.sizes.seen);
  }
  std::vector<zeroth::Answer> answers(const at::Tensor& features) const override {
    return {input_answer(parts_.generator, features),
            {parts_.classifier.place(), "scores()", scores(features)}};
  }

 private:
  at::Tensor read(const at::Tensor& features) const {
    return zeroth::recipes::classifier_input(parts_.generator, features);
  }
  Parts parts_;
};

class Generative final : public zeroth::Recipe {
 public:
  static void describe(zeroth::Schema<Generative>& s) {
    s.summary("A generator, then a classifier on real seen and synthetic unseen rows.");
    s.cite(
        "Xian et al., Feature Generating Networks for Zero-Shot Learning, CVPR 2018, "
        "arXiv:1712.00981");
    s.input("features", {"N", "D"});
    s.child("generator", "generator", &Generative::generator_, "makes rows of unseen classes");
    s.child("classifier", "classifier", &Generative::classifier_,
            "learns from real and synthetic rows, anew for every evaluation")
        .by_default("classifier.softmax");
    s.param("synthesis.per_class", &Generative::per_class_, "synthetic rows per unseen class")
        .at_least(1)
        .per_unseen_class();
    s.param("synthesis.seen_per_class", &Generative::seen_per_class_,
            "real rows per seen class, drawn with replacement; 0 = every one once")
        .at_least(0);
  }

  void begin(zeroth::TrainingProblem& problem) override { problem_ = &problem; }
  void declare(zeroth::Course& course) override { course.train("generator", generator_); }
  std::unique_ptr<zeroth::Predictor> predictor(std::int64_t epoch) override;

 private:
  zeroth::TrainingProblem* problem_ = nullptr;
  zeroth::Handle<zeroth::Generator> generator_;
  zeroth::Handle<zeroth::Classifier> classifier_;
  std::int64_t per_class_ = 300, seen_per_class_ = 0;
};

std::unique_ptr<zeroth::Predictor> Generative::predictor(std::int64_t epoch) {
  const std::string prefix = "evaluation/" + std::to_string(epoch);
  const zeroth::recipes::AugmentedRows rows =
      zeroth::recipes::augment(generator_, *problem_, {per_class_, seen_per_class_},
                               problem_->fresh_stream(prefix + "/synthesis"));
  zeroth::ClassifierRows all;
  all.features = rows.features;
  all.targets = rows.labels;
  all.outputs = problem_->sizes().classes;
  all.descriptors = problem_->classes().attributes;
  all.per_class = per_class_;
  TwoClassifiers::Parts parts;
  parts.generator = generator_;
  parts.classifier = classifier_;
  parts.sizes = problem_->sizes();
  parts.all = zeroth::train(classifier_, all, problem_->fresh_stream(prefix + "/classifier"));
  parts.unseen = zeroth::train(
      classifier_, unseen_rows(rows.synthetic_features(), problem_->classes(), per_class_),
      problem_->fresh_stream(prefix + "/unseen classifier"));
  return std::make_unique<TwoClassifiers>(std::move(parts));
}

}  // namespace

ZEROTH_RECIPE(Generative, "generative", "1.0.0")
