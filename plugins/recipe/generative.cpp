/// Features of unseen classes from a generator, then a classifier of all classes.
/// Xian et al., Feature Generating Networks for Zero-Shot Learning, CVPR 2018, arXiv:1712.00981.
#include <zeroth/calls.h>
#include <zeroth/recipe.h>
#include <zeroth/recipes/kept_classifier.h>
#include <zeroth/recipes/synthesis.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "plugins/recipe/unseen_rows.h"

namespace {

using zeroth::recipes::AugmentedRows;
using zeroth::recipes::input_answer;

constexpr const char* kAll = "classifier";
constexpr const char* kUnseen = "unseen_classifier";

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

  at::Tensor scores(const zeroth::Samples& samples) const override {
    return zeroth::scores(parts_.classifier, *parts_.all, read(samples), parts_.sizes.classes);
  }
  bool has_unseen_classifier() const override { return true; }
  at::Tensor unseen_scores(const zeroth::Samples& samples) const override {
    return zeroth::scores(parts_.classifier, *parts_.unseen, read(samples),
                          parts_.sizes.classes - parts_.sizes.seen);
  }
  std::vector<zeroth::Answer> answers(const zeroth::Samples& samples) const override {
    return {input_answer(parts_.generator, samples.features()),
            {parts_.classifier.place(), "scores()", scores(samples)}};
  }
  zeroth::NamedTensors tensors() const override {
    zeroth::NamedTensors all = zeroth::recipes::kept(*parts_.all, kAll);
    for (zeroth::NamedTensor& one : zeroth::recipes::kept(*parts_.unseen, kUnseen))
      all.push_back(std::move(one));
    return all;
  }

 private:
  at::Tensor read(const zeroth::Samples& samples) const {
    return zeroth::recipes::classifier_input(parts_.generator, samples.features());
  }
  Parts parts_;
};

class Generative final : public zeroth::Recipe, public zeroth::TakesClasses {
 public:
  static void describe(zeroth::Schema<Generative>& s) {
    s.summary("A generator, then a classifier on real seen and synthetic unseen rows.");
    s.cite(
        "Xian et al., Feature Generating Networks for Zero-Shot Learning, CVPR 2018, "
        "arXiv:1712.00981");
    s.input("features", {"N", "D"});
    s.input("shots", {"F", "D"});
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
  std::unique_ptr<zeroth::Predictor> restored(const zeroth::TensorMap& tensors) override;
  /// Classifiers of their own classes, learned from new synthetic rows.
  std::unique_ptr<zeroth::Predictor> for_classes(const zeroth::TensorMap& tensors,
                                                 const zeroth::ClassesBefore& before) override;

 private:
  TwoClassifiers::Parts parts() const;
  AugmentedRows augmented(const std::string& prefix) const;
  zeroth::ClassifierRows rows_of_all(const AugmentedRows& rows) const;
  zeroth::TrainingProblem* problem_ = nullptr;
  zeroth::Handle<zeroth::Generator> generator_;
  zeroth::Handle<zeroth::Classifier> classifier_;
  std::int64_t per_class_ = 300, seen_per_class_ = 0;
};

zeroth::ClassifierRows Generative::rows_of_all(const AugmentedRows& rows) const {
  zeroth::ClassifierRows all;
  all.features = rows.features;
  all.targets = rows.labels;
  all.outputs = problem_->sizes().classes;
  all.descriptors = problem_->classes().attributes;
  all.per_class = per_class_;
  return all;
}

AugmentedRows Generative::augmented(const std::string& prefix) const {
  return zeroth::recipes::augment(generator_, *problem_, {per_class_, seen_per_class_},
                                  problem_->fresh_stream(prefix + "/synthesis"));
}

std::unique_ptr<zeroth::Predictor> Generative::predictor(std::int64_t epoch) {
  const std::string prefix = "evaluation/" + std::to_string(epoch);
  const AugmentedRows rows = augmented(prefix);
  TwoClassifiers::Parts parts = this->parts();
  parts.all =
      zeroth::train(classifier_, rows_of_all(rows), problem_->fresh_stream(prefix + "/classifier"));
  parts.unseen = zeroth::train(
      classifier_, unseen_rows(rows.synthetic_features(), generator_, *problem_, per_class_),
      problem_->fresh_stream(prefix + "/unseen classifier"));
  return std::make_unique<TwoClassifiers>(std::move(parts));
}

std::unique_ptr<zeroth::Predictor> Generative::for_classes(const zeroth::TensorMap& tensors,
                                                           const zeroth::ClassesBefore& before) {
  const std::string prefix = "other classes";
  std::optional<AugmentedRows> made;
  const auto rows = [&]() -> const AugmentedRows& {
    if (!made) made = augmented(prefix);
    return *made;
  };
  TwoClassifiers::Parts parts = this->parts();
  parts.all = zeroth::recipes::for_classes(
      classifier_, tensors, kAll, before.columns, [&] { return rows_of_all(rows()); },
      problem_->fresh_stream(prefix + "/classifier"));
  parts.unseen = zeroth::recipes::for_classes(
      classifier_, tensors, kUnseen, unseen_outputs(before, problem_->classes()),
      [&] { return unseen_rows(rows().synthetic_features(), generator_, *problem_, per_class_); },
      problem_->fresh_stream(prefix + "/unseen classifier"));
  return std::make_unique<TwoClassifiers>(std::move(parts));
}

TwoClassifiers::Parts Generative::parts() const {
  TwoClassifiers::Parts parts;
  parts.generator = generator_;
  parts.classifier = classifier_;
  parts.sizes = problem_->sizes();
  return parts;
}

std::unique_ptr<zeroth::Predictor> Generative::restored(const zeroth::TensorMap& tensors) {
  TwoClassifiers::Parts parts = this->parts();
  parts.all = zeroth::recipes::restored(classifier_, tensors, kAll);
  parts.unseen = zeroth::recipes::restored(classifier_, tensors, kUnseen);
  return std::make_unique<TwoClassifiers>(std::move(parts));
}

}  // namespace

ZEROTH_RECIPE(Generative, "generative", "1.0.0")
