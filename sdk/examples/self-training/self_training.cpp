/// Self-training: a classifier labels rows that have no labels, learns from those that it is surest
/// of, and again. Yarowsky, ACL 1995; in zero-shot learning, transductive where the rows are those
/// of the test.
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/topk.h>
#include <zeroth/calls.h>
#include <zeroth/recipe.h>
#include <zeroth/recipes/kept_classifier.h>
#include <zeroth/recipes/synthesis.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace {

using zeroth::recipes::AugmentedRows;

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

class SelfTraining final : public zeroth::Recipe {
 public:
  static void describe(zeroth::Schema<SelfTraining>& s) {
    s.summary("A generator, then a classifier that labels rows of unseen classes for itself.");
    s.cite(
        "Yarowsky, Unsupervised Word Sense Disambiguation Rivaling Supervised Methods, ACL 1995");
    s.input("features", {"N", "D"});
    s.input("unlabelled", {"L", "D"});
    s.child("generator", "generator", &SelfTraining::generator_, "makes rows of unseen classes");
    s.child("classifier", "classifier", &SelfTraining::classifier_, "learns anew in every round")
        .by_default("classifier.softmax");
    s.param("synthesis.per_class", &SelfTraining::per_class_, "rows of each class").at_least(1);
    s.param("rounds", &SelfTraining::rounds_, "times that rows are labelled").at_least(0);
    s.param("share", &SelfTraining::share_,
            "of the rows of a class, the surest, that replace synthetic ones")
        .above(0)
        .at_most(1);
  }

  void begin(zeroth::TrainingProblem& problem) override { problem_ = &problem; }
  void declare(zeroth::Course& course) override { course.train("generator", generator_); }

  std::unique_ptr<zeroth::Predictor> predictor(std::int64_t epoch) override {
    const at::NoGradGuard no_gradient;
    const std::string prefix = "evaluation/" + std::to_string(epoch) + "/";
    AugmentedRows rows = zeroth::recipes::augment(generator_, *problem_, {per_class_, per_class_},
                                                  problem_->fresh_stream(prefix + "synthesis"));
    const at::Tensor pool =
        zeroth::recipes::classifier_input(generator_, rows_without_labels(prefix));
    auto trained = learn(rows, prefix + "classifier");
    for (std::int64_t round = 1; round <= rounds_; ++round) {
      replace_by_surest(*trained, pool, rows);
      trained = learn(rows, prefix + "classifier/" + std::to_string(round));
    }
    return answering(std::move(trained));
  }

  std::unique_ptr<zeroth::Predictor> restored(const zeroth::TensorMap& tensors) override {
    return answering(zeroth::recipes::restored(classifier_, tensors, "classifier"));
  }

 private:
  /// Real rows of unseen classes where the problem is transductive, else synthetic ones.
  at::Tensor rows_without_labels(const std::string& prefix) const {
    if (problem_->setting() == "transductive") return problem_->unlabelled().features();
    return zeroth::recipes::synthesise(generator_, *problem_, per_class_,
                                       problem_->fresh_stream(prefix + "pool"));
  }

  std::unique_ptr<zeroth::TrainedClassifier> learn(const AugmentedRows& from,
                                                   const std::string& stream) const {
    zeroth::ClassifierRows rows;
    rows.features = from.features;
    rows.targets = from.labels;
    rows.outputs = problem_->sizes().classes;
    rows.descriptors = problem_->classes().attributes;
    rows.per_class = per_class_;
    return zeroth::train(classifier_, rows, problem_->fresh_stream(stream));
  }

  /// Rows without labels are of unseen classes, so the best of those is their label, and its lead
  /// over the second says how sure that is. As many rows of every class as before: with more of the
  /// classes that are chosen often, those would be chosen ever more often.
  void replace_by_surest(const zeroth::TrainedClassifier& trained, const at::Tensor& pool,
                         AugmentedRows& rows) const {
    const at::Tensor& unseen = problem_->classes().unseen;
    const at::Tensor scores = zeroth::scores(classifier_, trained, pool, problem_->sizes().classes)
                                  .index_select(1, unseen);
    const auto [best, classes] = scores.topk(std::min<std::int64_t>(2, scores.size(1)), 1);
    const at::Tensor lead = best.select(1, 0) - best.select(1, -1);
    for (std::int64_t c = 0; c < unseen.size(0); ++c) {
      const at::Tensor of = classes.select(1, 0).eq(c).nonzero().squeeze(1);
      const at::Tensor order = lead.index_select(0, of).argsort(0, /*descending=*/true);
      const auto count = static_cast<std::int64_t>(share_ * static_cast<double>(of.size(0)));
      if (count == 0) continue;  // the synthetic rows stay
      const at::Tensor turns = at::arange(per_class_, of.options()).remainder(count);
      const at::Tensor surest = of.index_select(0, order.index_select(0, turns));
      rows.features.narrow(0, rows.real + c * per_class_, per_class_)
          .copy_(pool.index_select(0, surest));
    }
  }

  std::unique_ptr<zeroth::Predictor> answering(
      std::unique_ptr<zeroth::TrainedClassifier> trained) const {
    return std::make_unique<Answering>(generator_, classifier_, std::move(trained),
                                       problem_->sizes().classes);
  }

  zeroth::TrainingProblem* problem_ = nullptr;
  zeroth::Handle<zeroth::Generator> generator_;
  zeroth::Handle<zeroth::Classifier> classifier_;
  std::int64_t per_class_ = 50, rounds_ = 2;
  double share_ = 0.5;
};

}  // namespace

ZEROTH_RECIPE(SelfTraining, "self-training", "1.0.0")
