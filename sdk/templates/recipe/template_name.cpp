/// TODO: what the course is, and where it comes from.
#include <zeroth/calls.h>
#include <zeroth/recipe.h>
#include <zeroth/recipes/kept_classifier.h>
#include <zeroth/recipes/synthesis.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace {

/// What the run predicts by, after that many epochs.
class Answering final : public zeroth::Predictor {
 public:
  Answering(zeroth::Handle<zeroth::Generator> generator,
            zeroth::Handle<zeroth::Classifier> classifier,
            std::unique_ptr<zeroth::TrainedClassifier> trained, std::int64_t classes)
      : generator_(std::move(generator)),
        classifier_(std::move(classifier)),
        trained_(std::move(trained)),
        classes_(classes) {}

  at::Tensor scores(const zeroth::Samples& samples) const override {
    const at::Tensor read = zeroth::recipes::classifier_input(generator_, samples.features());
    return zeroth::scores(classifier_, *trained_, read, classes_);
  }
  zeroth::NamedTensors tensors() const override {
    return zeroth::recipes::kept(*trained_, "classifier");
  }

 private:
  zeroth::Handle<zeroth::Generator> generator_;
  zeroth::Handle<zeroth::Classifier> classifier_;
  std::unique_ptr<zeroth::TrainedClassifier> trained_;
  std::int64_t classes_;
};

class TemplateName final : public zeroth::Recipe {
 public:
  static void describe(zeroth::Schema<TemplateName>& s) {
    s.summary("A generator, then a classifier on equally many rows of every class.");
    s.input("features", {"N", "D"});
    s.child("generator", "generator", &TemplateName::generator_, "makes rows of unseen classes");
    s.child("classifier", "classifier", &TemplateName::classifier_, "learns from all rows")
        .by_default("classifier.softmax");
    // The pipeline says it in the block "synthesis".
    s.param("synthesis.per_class", &TemplateName::per_class_, "rows of each class").at_least(1);
  }

  void begin(zeroth::TrainingProblem& problem) override { problem_ = &problem; }

  // The last training is the main one: `train.epochs` counts its epochs, and evaluations come
  // between them.
  void declare(zeroth::Course& course) override { course.train("generator", generator_); }

  // A fresh stream begins anew at every call, so that evaluating changes no training.
  std::unique_ptr<zeroth::Predictor> predictor(std::int64_t epoch) override {
    const std::string prefix = "evaluation/" + std::to_string(epoch);
    const zeroth::recipes::AugmentedRows made =
        zeroth::recipes::augment(generator_, *problem_, {per_class_, per_class_},
                                 problem_->fresh_stream(prefix + "/synthesis"));
    zeroth::ClassifierRows rows;
    rows.features = made.features;
    rows.targets = made.labels;
    rows.outputs = problem_->sizes().classes;
    rows.descriptors = problem_->classes().attributes;
    rows.per_class = per_class_;
    auto trained = zeroth::train(classifier_, rows, problem_->fresh_stream(prefix + "/classifier"));
    return std::make_unique<Answering>(generator_, classifier_, std::move(trained), rows.outputs);
  }

  // The same one for `zeroth predict`, of what it said of itself.
  std::unique_ptr<zeroth::Predictor> restored(const zeroth::TensorMap& tensors) override {
    auto trained = zeroth::recipes::restored(classifier_, tensors, "classifier");
    return std::make_unique<Answering>(generator_, classifier_, std::move(trained),
                                       problem_->sizes().classes);
  }

 private:
  zeroth::TrainingProblem* problem_ = nullptr;
  zeroth::Handle<zeroth::Generator> generator_;
  zeroth::Handle<zeroth::Classifier> classifier_;
  std::int64_t per_class_ = 50;
};

}  // namespace

ZEROTH_RECIPE(TemplateName, "template-name", "0.1.0")
