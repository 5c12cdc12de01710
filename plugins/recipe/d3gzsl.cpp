/// D3GZSL: trains the teacher on seen rows, freezes it, then trains generator and student together.
/// The student classifies. Wang et al., AAAI 2024, arXiv:2402.11424; plugins/recipe/README.md.
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/bincount.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/full.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/quantile.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <zeroth/calls.h>
#include <zeroth/recipe.h>
#include <zeroth/recipes/detector.h>
#include <zeroth/recipes/learning_student.h>
#include <zeroth/recipes/synthesis.h>
#include <zeroth/recipes/weighted_losses.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "plugins/networks/log_prior.h"
#include "plugins/recipe/two_vectors.h"

namespace {

using zeroth::NamedTensor;
using zeroth::NamedTensors;
using zeroth::Scores;
using zeroth::Term;
using zeroth::recipes::Detector;
using zeroth::recipes::PartOfLoss;
using zeroth::recipes::reads;
using zeroth::recipes::term;

constexpr const char* kTeacher = "teacher";
constexpr const char* kStudent = "student";
constexpr double kSmallestDeviation = 1e-8;

/// The same value with its gradient multiplied.
at::Tensor scale_gradient(const at::Tensor& x, double factor) {
  const at::Tensor constant = x.detach();
  return constant + factor * (x - constant);
}

at::Tensor stacked(const at::Tensor& synthetic, const at::Tensor& real) {
  return at::cat({synthetic, real});
}

bool is_on(const zeroth::TensorMap& in, const std::string& flag) {
  return in[flag].item<double>() != 0.0;
}

/// What one batch yields: all rows, synthetic ones first, and how many those are.
struct Rows {
  std::int64_t synthetic = 0;
  zeroth::TensorMap mixed;

  at::Tensor real(const std::string& name) const {
    const at::Tensor& all = mixed[name];
    return all.narrow(0, synthetic, all.size(0) - synthetic);
  }
};

class StudentPredictor final : public zeroth::Predictor {
 public:
  explicit StudentPredictor(zeroth::Handle<zeroth::Student> student)
      : student_(std::move(student)) {}

  at::Tensor scores(const zeroth::Samples& samples) const override {
    const at::NoGradGuard no_gradient;
    return zeroth::classify(student_, samples.features()).logits;
  }
  std::vector<zeroth::Answer> answers(const zeroth::Samples& samples) const override {
    return {{student_.place(), "classify()", scores(samples)}};
  }

 private:
  zeroth::Handle<zeroth::Student> student_;
};

/// Its joint term is Omega: lambda times the sum of the losses, on freshly synthesised rows of
/// every unseen class above the real rows of the batch.
class D3gzsl final : public zeroth::Recipe, public zeroth::JointTerm, public zeroth::Pieces {
 public:
  static void describe(zeroth::Schema<D3gzsl>& s);

  void begin(zeroth::TrainingProblem& problem) override;
  void declare(zeroth::Course& course) override {
    course.train(kTeacher, teacher_);
    course.train("generator", generator_).joined_by(*this);
  }
  /// Keeps what the trained teacher says of the training rows, and fits what depends on it: the
  /// scorer, and middle and deviation of its score.
  void after_training(const std::string& name) override;
  std::unique_ptr<zeroth::Predictor> predictor(std::int64_t) override {
    return std::make_unique<StudentPredictor>(student_);
  }
  std::unique_ptr<zeroth::Predictor> restored(const zeroth::TensorMap&) override {
    return std::make_unique<StudentPredictor>(student_);
  }
  /// Parameters of student, projector and confidence, and what else the student keeps. What
  /// `after_training` fits follows from the teacher.
  NamedTensors state() override;

  std::vector<Term> terms(const zeroth::SeenBatch& batch, const at::Tensor& rows,
                          at::Generator rng) override;
  NamedTensors parameters() override;
  zeroth::Schedule optimisers() const override;
  /// A student that nothing moves classifies as it began; projector and confidence move where a
  /// loss reads them.
  void nothing_moves(const std::string& optimiser) const override;

  zeroth::TensorMap piece(const std::string& name, const zeroth::TensorMap& in) const override;

 private:
  Rows compute(const zeroth::SeenBatch& batch, const Scores& taught, at::Generator rng) const;
  at::Tensor standardised_score(const at::Tensor& features, const Scores& scores) const;
  at::Tensor log_prior(std::int64_t real, bool mixed);

  zeroth::TrainingProblem* problem_ = nullptr;
  zeroth::Handle<zeroth::Generator> generator_;
  zeroth::Handle<zeroth::Teacher> teacher_;
  zeroth::Handle<zeroth::Student> student_;
  zeroth::Handle<zeroth::OODScorer> scorer_;
  std::vector<PartOfLoss> losses_;

  double weight_ = 1e-4, generator_share_ = 1.0;
  std::int64_t per_class_ = 5;
  double learning_rate_ = 1e-4, beta1_ = 0.5, beta2_ = 0.999, epsilon_ = 1e-8;
  double start_weight_ = 1.0, start_offset_ = 0.0, centre_ = 0.0;
  bool label_softmax_ = true, standardise_ = false;
  std::string projector_input_ = "log-softmax", projector_start_ = "random";
  bool projector_softmax_ = true;

  Detector detector_;
  bool reads_ood_ = false;
  Scores taught_;  // of all training rows, as the teacher no longer changes
  Confidence confidence_;
  Projector projector_;
  at::Tensor score_middle_, score_deviation_;     // [1]
  at::Tensor unseen_labels_, unseen_attributes_;  // [U*per_class], [U*per_class,d]
  at::Tensor seen_shares_, unseen_rows_;  // [C]: share of the training rows; synthetic of a step
};

void D3gzsl::describe(zeroth::Schema<D3gzsl>& s) {
  s.summary("A frozen teacher of seen classes teaches a student of all, joined with a generator.");
  s.cite("Wang et al., AAAI 2024, arXiv:2402.11424");
  s.input("features", {"N", "D"});
  s.child("generator", "generator", &D3gzsl::generator_, "makes rows of unseen classes");
  s.child("teacher", "teacher", &D3gzsl::teacher_, "learns the seen classes first");
  s.child("student", "student", &D3gzsl::student_, "learns all classes, and classifies");
  s.child("ood", "ood", &D3gzsl::scorer_, "tells seen from unseen by what the teacher says");
  s.named("losses", "loss", &D3gzsl::losses_, "what generator and student learn from together")
      .not_negative("weight", 1.0, "of this loss among the others")
      .choice("rows", {"real", "mixed"}, "real rows, or synthetic rows above them")
      .reads_outputs();
  s.param("joint.weight", &D3gzsl::weight_, "lambda of D3GZSL, multiplies every loss").above(0);
  s.param("joint.generator_share", &D3gzsl::generator_share_,
          "multiplies the gradient into synthetic rows, so what the generator learns of the losses")
      .at_least(0);
  s.param("joint.per_class", &D3gzsl::per_class_, "synthetic rows per unseen class and step")
      .at_least(1)
      .per_unseen_class();
  s.param("joint.optimiser.learning_rate", &D3gzsl::learning_rate_, "of Adam").above(0);
  s.param("joint.optimiser.beta1", &D3gzsl::beta1_, "Adam").at_least(0).below(1);
  s.param("joint.optimiser.beta2", &D3gzsl::beta2_, "Adam").at_least(0).below(1);
  s.param("joint.optimiser.epsilon", &D3gzsl::epsilon_, "of Adam; damps small losses").above(0);
  s.param("joint.gate.weight", &D3gzsl::start_weight_, "w at the start");
  s.param("joint.gate.offset", &D3gzsl::start_offset_, "b at the start");
  s.param("joint.gate.softmax", &D3gzsl::label_softmax_, "a further softmax on [c, 1 - c]");
  s.param("joint.gate.standardise", &D3gzsl::standardise_,
          "standardise the score on the training rows first");
  s.param("joint.gate.centre", &D3gzsl::centre_,
          "standardise around this quantile of the training rows' scores; 0: their mean")
      .at_least(0)
      .below(1);
  s.param("joint.projector.input", &D3gzsl::projector_input_,
          "what it reads of the student's logits")
      .one_of({"log-softmax", "softmax"});
  s.param("joint.projector.softmax", &D3gzsl::projector_softmax_, "a softmax on its two outputs");
  s.param("joint.projector.start", &D3gzsl::projector_start_,
          "random weights, or those that add up each side: seen classes, unseen classes")
      .one_of({"random", "sides"});
  s.output("teacher_embedding", {"N", "E"});
  s.output("teacher_logits", {"N", "S"});
  s.output("student_embedding", {"N", "E"});
  s.output("student_logits", {"N", "C"});
  s.output("ood_label", {"N", "2"});
  s.output("ood_embedding", {"N", "2"});
  s.output("labels", {"N"}, "int64");
  s.output("sides", {"N"}, "int64");
  s.output("descriptors", {"N", "d"});
  s.output("class_descriptors", {"C", "d"});
  s.output("seen_classes", {"S"}, "int64");
  s.output("unseen_classes", {"U"}, "int64");
  s.output("log_prior", {"C"});
  s.piece("d3gzsl.ood-label");
  s.piece("d3gzsl.ood-embedding");
}

void D3gzsl::begin(zeroth::TrainingProblem& problem) {
  problem_ = &problem;
  detector_ = Detector(teacher_, scorer_);
  confidence_.weight = at::full({1}, start_weight_, at::kFloat);
  confidence_.offset = at::full({1}, start_offset_, at::kFloat);
  confidence_.softmax = label_softmax_;
  projector_ = projector_start_ == "sides"
                   ? side_projector(problem.sizes().classes, problem.classes().seen)
                   : Projector(problem.sizes().classes, problem.cpu_stream("projector/build"));
  projector_.log_softmax = projector_input_ == "log-softmax";
  projector_.softmax = projector_softmax_;
  const at::Tensor& attributes = problem.classes().attributes;
  score_middle_ = at::zeros({1}, attributes.options());
  score_deviation_ = at::ones({1}, attributes.options());
  unseen_labels_ = zeroth::recipes::unseen_labels(problem.classes(), per_class_);
  unseen_attributes_ = attributes.index_select(0, unseen_labels_);
  for (const PartOfLoss& one : losses_) {
    reads_ood_ = reads_ood_ || reads(one, "ood_label") || reads(one, "ood_embedding");
  }
}

NamedTensors D3gzsl::parameters() {
  NamedTensors all;
  for (const NamedTensor& one : zeroth::parameters_of(student_)) {
    all.push_back({"student." + one.name, one.tensor});
  }
  all.push_back({"projector.weight", projector_.weight});
  all.push_back({"projector.bias", projector_.bias});
  all.push_back({"gate.weight", confidence_.weight});
  all.push_back({"gate.offset", confidence_.offset});
  return all;
}

NamedTensors D3gzsl::state() {
  if (!problem_) return {};
  NamedTensors all = parameters();
  for (const NamedTensor& one : zeroth::state_of(student_)) {
    all.push_back({"student." + one.name, one.tensor});
  }
  return all;
}

zeroth::Schedule D3gzsl::optimisers() const {
  zeroth::Schedule schedule;
  for (const std::string name : {kStudent, "projector", "gate"}) {
    schedule.optimiser(name, {name + "."}).adam(learning_rate_, beta1_, beta2_).epsilon(epsilon_);
  }
  return schedule;
}

void D3gzsl::nothing_moves(const std::string& optimiser) const {
  if (optimiser != kStudent) return;
  zeroth::fail_run(
      {"the losses move nothing of " + student_.place().id,
       student_.place().where,
       {"no gradient leads from any of them to a parameter of the student"},
       "let a loss read what the student says, and classify() compute with the parameters "
       "themselves"});
}

void D3gzsl::after_training(const std::string& name) {
  if (name != kTeacher) return;
  const at::NoGradGuard no_gradient;
  taught_ = detector_.teach(problem_->features());
  detector_.fit(taught_, problem_->positions());
  if (!standardise_) return;
  const at::Tensor score = detector_.training_scores(problem_->features(), taught_);
  score_middle_ = centre_ == 0 ? score.mean() : at::quantile(score, centre_);
  score_deviation_ = score.std().clamp_min(kSmallestDeviation);
}

at::Tensor D3gzsl::standardised_score(const at::Tensor& features, const Scores& scores) const {
  const at::Tensor score = detector_.score(features, scores);
  return standardise_ ? (score - score_middle_) / score_deviation_ : score;
}

Rows D3gzsl::compute(const zeroth::SeenBatch& batch, const Scores& taught,
                     at::Generator rng) const {
  at::Tensor synthetic =
      zeroth::sample(generator_, unseen_attributes_, batch.features().size(1), rng);
  if (generator_share_ != 1) synthetic = scale_gradient(synthetic, generator_share_);
  const at::Tensor features = stacked(synthetic, batch.features());
  const zeroth::Classified student = zeroth::recipes::learning_student(
      student_, features, problem_->sizes().classes, std::move(rng));
  // The frozen teacher passes gradients on to the generator, so its synthetic rows stay in the
  // graph; what it says of the real rows are constants.
  const Scores of_synthetic = detector_.teach(synthetic);

  Rows rows;
  rows.synthetic = synthetic.size(0);
  rows.mixed.set("labels", stacked(unseen_labels_, batch.labels));
  rows.mixed.set("sides", stacked(at::zeros_like(unseen_labels_), at::ones_like(batch.labels)));
  rows.mixed.set("descriptors", stacked(unseen_attributes_, batch.attributes));
  rows.mixed.set("student_embedding", student.embedding);
  rows.mixed.set("student_logits", student.logits);
  const Scores teacher{stacked(of_synthetic.logits, taught.logits),
                       stacked(of_synthetic.embedding, taught.embedding)};
  rows.mixed.set("teacher_embedding", teacher.embedding);
  rows.mixed.set("teacher_logits", teacher.logits);
  if (reads_ood_) {
    const at::Tensor score = standardised_score(features, teacher);
    rows.mixed.set("ood_label", confidence_.ood_label(score));
    rows.mixed.set("ood_embedding", projector_.ood_embedding(student.logits));
  }
  return rows;
}

/// Of the rows that a loss reads of a batch with `real` real ones, as many of each class as the
/// training rows have, and with the synthetic ones where it is mixed.
at::Tensor D3gzsl::log_prior(std::int64_t real, bool mixed) {
  if (!seen_shares_.defined()) {
    const at::Tensor& attributes = problem_->classes().attributes;
    const auto rows_of = [&](const at::Tensor& labels) {
      return at::bincount(labels.cpu(), {}, attributes.size(0)).to(attributes.options());
    };
    seen_shares_ = rows_of(problem_->labels()) / problem_->rows();
    unseen_rows_ = rows_of(unseen_labels_);
  }
  const at::Tensor rows = seen_shares_ * real;
  return zeroth::networks::log_prior(mixed ? rows + unseen_rows_ : rows).to(rows.dtype());
}

std::vector<Term> D3gzsl::terms(const zeroth::SeenBatch& batch, const at::Tensor& rows,
                                at::Generator rng) {
  const Scores taught{taught_.logits.index_select(0, rows),
                      taught_.embedding.index_select(0, rows)};
  const Rows joint = compute(batch, taught, std::move(rng));
  std::vector<Term> terms;
  for (const PartOfLoss& one : losses_) {
    const bool mixed = one.text("rows") == "mixed";
    const auto tensor = [&](const std::string& name) {
      if (name == "seen_classes") return batch.classes.seen;
      if (name == "unseen_classes") return batch.classes.unseen;
      if (name == "class_descriptors") return batch.classes.attributes;
      if (name == "log_prior") return log_prior(batch.labels.size(0), mixed);
      return mixed ? joint.mixed[name] : joint.real(name);
    };
    terms.push_back(term(one, tensor, weight_));
  }
  return terms;
}

zeroth::TensorMap D3gzsl::piece(const std::string& name, const zeroth::TensorMap& in) const {
  zeroth::TensorMap out;
  if (name == "d3gzsl.ood-label") {
    Confidence confidence;
    confidence.weight = in["weight"];
    confidence.offset = in["offset"];
    confidence.softmax = is_on(in, "softmax");
    out.set("ood_label", confidence.ood_label(in["score"]));
  } else {
    Projector projector;
    projector.weight = in["projector.weight"];
    projector.bias = in["projector.bias"];
    projector.log_softmax = in.contains("input.log-softmax");
    projector.softmax = is_on(in, "softmax");
    out.set("ood_embedding", projector.ood_embedding(in["student_logits"]));
  }
  return out;
}

}  // namespace

ZEROTH_RECIPE(D3gzsl, "d3gzsl", "1.0.0")
