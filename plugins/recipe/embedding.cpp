/// Experts on region features that learn together and predict together: DEDN (arXiv:2404.16348),
/// MSDN (arXiv:2203.03137) and whatever else a pipeline makes of them; plugins/recipe/README.md.
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/full.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/isin.h>
#include <zeroth/calls.h>
#include <zeroth/recipe.h>
#include <zeroth/recipes/expert_mixture.h>
#include <zeroth/recipes/gate_rule.h>
#include <zeroth/recipes/weighted_losses.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "plugins/recipe/expert_gate.h"
#include "plugins/recipe/experts.h"

namespace {

using zeroth::NamedTensor;
using zeroth::NamedTensors;
using zeroth::RegionBatch;
using zeroth::TensorMap;
using zeroth::Term;
using zeroth::recipes::ExpertMixture;
using zeroth::recipes::PartOfLoss;
using zeroth::recipes::term;

constexpr const char* kExperts = "experts";  // training, phase and optimiser
constexpr const char* kThreshold = "threshold";
constexpr std::int64_t kImages = 50;  // in one forward pass outside training

/// Numbers of each image, which are worth keeping; maps of attention would fill the disk.
bool is_row_wise(const at::Tensor& tensor, const RegionBatch& images) {
  return tensor.dim() == 2 && tensor.size(0) == images.regions.size(0);
}

class ExpertPredictor final : public zeroth::Predictor {
 public:
  ExpertPredictor(const Experts& experts, const ExpertMixture& mixture,
                  std::optional<ExpertGate> gate, const zeroth::Classes& classes)
      : experts_(experts), mixture_(mixture), gate_(std::move(gate)), classes_(classes) {}

  at::Tensor scores(const zeroth::Samples& samples) const override {
    const at::NoGradGuard no_gradient;
    const RegionBatch& images = samples.images();
    const TensorMap said = forward(experts_, images);
    for (const NamedTensor& one : said.all()) {
      if (is_row_wise(one.tensor, images)) said_[one.name].push_back(one.tensor.cpu());
    }
    const at::Tensor all = mixture_.scores(said);
    return gate_ ? gate_->scores(all, mixture_.detection_scores(said), classes_) : all;
  }

  std::vector<zeroth::Answer> answers(const zeroth::Samples& samples) const override {
    const RegionBatch& images = samples.images();
    std::vector<zeroth::Answer> all = answers_of(experts_, images);
    if (gate_) all.push_back(gate_->answer(mixture_.detection_scores(forward(experts_, images))));
    return all;
  }

  bool oracle_gate() const override { return gate_ && gate_->rule().oracle(); }

  NamedTensors tensors() const override {
    if (!gate_) return {};
    return {{kThreshold, at::full({}, gate_->threshold(), at::kDouble)}};
  }

  NamedTensors kept() const override {
    NamedTensors all;
    for (const auto& [name, parts] : said_) all.push_back({name, at::cat(parts)});
    return all;
  }

 private:
  const Experts& experts_;
  const ExpertMixture& mixture_;
  std::optional<ExpertGate> gate_;
  const zeroth::Classes& classes_;
  mutable std::map<std::string, std::vector<at::Tensor>> said_;
};

/// The experts learn as one: a single phase, whose loss is the weighted sum of the pipeline's
/// losses, and a single optimiser.
class JointExperts final : public zeroth::Learner {
 public:
  JointExperts(const Experts& experts, const std::vector<PartOfLoss>& losses,
               zeroth::Schedule schedule)
      : experts_(experts), losses_(losses), schedule_(std::move(schedule)) {}
  zeroth::Schedule schedule() const override { return schedule_; }
  NamedTensors parameters() override { return parameters_of(experts_); }
  NamedTensors state() override { return state_of(experts_); }
  std::vector<Term> terms(const std::string& phase, const zeroth::SeenBatch& batch,
                          at::Generator rng) override;

 private:
  const Experts& experts_;
  const std::vector<PartOfLoss>& losses_;
  zeroth::Schedule schedule_;
};

class Embedding final : public zeroth::Recipe,
                        public zeroth::TakesClasses,
                        public zeroth::ChoosesThreshold,
                        public zeroth::MixesExperts,
                        public zeroth::Pieces,
                        public zeroth::recipes::Gated {
 public:
  static void describe(zeroth::Schema<Embedding>& s);

  void begin(zeroth::TrainingProblem& problem) override;
  void declare(zeroth::Course& course) override { course.train(kExperts, *learner_); }
  std::unique_ptr<zeroth::Predictor> predictor(std::int64_t epoch) override;
  std::unique_ptr<zeroth::Predictor> restored(const TensorMap& tensors) override;
  /// The experts score whatever descriptors there are.
  std::unique_ptr<zeroth::Predictor> for_classes(const TensorMap& tensors,
                                                 const zeroth::ClassesBefore&) override {
    return restored(tensors);
  }
  bool chooses_threshold() const override { return gate_ && gate_->rule().from_validation(); }
  void set_threshold(double threshold) override {
    if (gate_) gate_->set_threshold(threshold);
  }
  std::map<std::string, double> expert_shares() const override { return mixture_->weights(); }

  TensorMap piece(const std::string& name, const TensorMap& in) const override;

 private:
  void fit_gate();
  zeroth::Optimiser optimiser() const;
  zeroth::Schedule schedule() const;

  zeroth::TrainingProblem* problem_ = nullptr;
  Experts experts_;
  std::vector<PartOfLoss> losses_;
  zeroth::Handle<zeroth::OODScorer> scorer_;

  zeroth::NumbersByName weights_;
  double calibration_ = 0.0;
  std::string kind_ = "rmsprop";
  double learning_rate_ = 1e-4, momentum_ = 0.9, smoothing_ = 0.99, beta1_ = 0.9, beta2_ = 0.999;
  double epsilon_ = 1e-8, weight_decay_ = 1e-4;

  std::optional<JointExperts> learner_;
  std::optional<ExpertMixture> mixture_;
  std::optional<ExpertGate> gate_;
};

void Embedding::describe(zeroth::Schema<Embedding>& s) {
  s.summary("Experts on region features that learn from each other and predict together.");
  s.input("regions", {"N", "M", "R"});
  s.named("experts", "expert", &Embedding::experts_, "score attributes and classes of images")
      .passes_outputs();
  s.named("losses", "loss", &Embedding::losses_, "what the experts learn from together")
      .not_negative("weight", 1.0, "of this loss among the others")
      .reads_outputs();
  s.child("ood", "ood", &Embedding::scorer_, "tells seen from unseen by what the experts say")
      .optional();
  s.param("inference.weights", &Embedding::weights_,
          "expert -> share of its class scores in the prediction; none: equal shares")
      .names("experts", "scores");
  s.param("inference.calibration", &Embedding::calibration_,
          "taken from the scores of seen classes");
  s.param("optimiser.kind", &Embedding::kind_, "of all experts' parameters")
      .one_of({"rmsprop", "adam", "adamw", "amsgrad", "sgd"});
  s.param("optimiser.learning_rate", &Embedding::learning_rate_, "of any").above(0);
  s.param("optimiser.momentum", &Embedding::momentum_, "rmsprop and sgd").at_least(0).below(1);
  s.param("optimiser.smoothing", &Embedding::smoothing_, "rmsprop, of the squared gradients")
      .at_least(0)
      .below(1);
  s.param("optimiser.beta1", &Embedding::beta1_, "Adam").at_least(0).below(1);
  s.param("optimiser.beta2", &Embedding::beta2_, "Adam").at_least(0).below(1);
  s.param("optimiser.epsilon", &Embedding::epsilon_, "added outside the root").above(0);
  s.param("optimiser.weight_decay", &Embedding::weight_decay_,
          "added to the gradient; of adamw, taken from the parameter")
      .at_least(0);
  describe_gate(s);
  s.output("labels", {"B"}, "int64");
  s.output("positions", {"B"}, "int64");
  s.output("descriptors", {"B", "K"});
  s.output("class_descriptors", {"C", "K"});
  s.output("seen_classes", {"S"}, "int64");
  s.output("unseen_classes", {"U"}, "int64");
  s.piece("dedn.predict");
  s.piece("msdn.predict");
}

void Embedding::begin(zeroth::TrainingProblem& problem) {
  problem_ = &problem;
  learner_.emplace(experts_, losses_, schedule());
  mixture_.emplace(zeroth::recipes::shares_of(names_of(experts_), weights_), calibration_,
                   problem.classes());
  if (scorer_) gate_.emplace(scorer_, gate_rule());
}

zeroth::Optimiser Embedding::optimiser() const {
  zeroth::Optimiser optimiser;
  if (kind_ == "rmsprop") optimiser.rmsprop(learning_rate_, smoothing_, momentum_);
  if (kind_ == "sgd") optimiser.sgd(learning_rate_, momentum_);
  if (kind_ == "adam") optimiser.adam(learning_rate_, beta1_, beta2_);
  if (kind_ == "adamw") optimiser.adamw(learning_rate_, beta1_, beta2_);
  if (kind_ == "amsgrad") optimiser.amsgrad(learning_rate_, beta1_, beta2_);
  return optimiser.epsilon(epsilon_).weight_decay(weight_decay_);
}

zeroth::Schedule Embedding::schedule() const {
  return zeroth::Schedule::once(kExperts, optimiser(), zeroth::Stage());
}

std::vector<Term> JointExperts::terms(const std::string&, const zeroth::SeenBatch& batch,
                                      at::Generator) {
  TensorMap tensors = forward(experts_, batch.images());
  tensors.set("labels", batch.labels);
  tensors.set("positions", batch.positions);
  tensors.set("descriptors", batch.attributes);
  tensors.set("class_descriptors", batch.classes.attributes);
  tensors.set("seen_classes", batch.classes.seen);
  tensors.set("unseen_classes", batch.classes.unseen);
  std::vector<Term> terms;
  for (const PartOfLoss& loss : losses_) {
    terms.push_back(term(loss, [&](const std::string& name) { return tensors[name]; }));
  }
  return terms;
}

void Embedding::fit_gate() {
  const at::NoGradGuard no_gradient;
  std::vector<at::Tensor> logits, attributes;
  for (std::int64_t first = 0; first < problem_->rows(); first += kImages) {
    const auto count = std::min(kImages, problem_->rows() - first);
    const RegionBatch images = problem_->images(first, count);
    const zeroth::Scores scores = mixture_->detection_scores(forward(experts_, images));
    if (!zeroth::all_finite(scores.logits) || !zeroth::all_finite(scores.embedding)) {
      for (const zeroth::Answer& one : answers_of(experts_, images)) {
        expect_finite(one, "training image", first);
      }
    }
    logits.push_back(scores.logits);
    attributes.push_back(scores.embedding);
  }
  gate_->fit({at::cat(logits), at::cat(attributes)}, problem_->positions());
}

std::unique_ptr<zeroth::Predictor> Embedding::predictor(std::int64_t) {
  if (gate_) fit_gate();
  return std::make_unique<ExpertPredictor>(experts_, *mixture_, gate_, problem_->classes());
}

std::unique_ptr<zeroth::Predictor> Embedding::restored(const TensorMap& tensors) {
  if (gate_) gate_->set_threshold(tensors[kThreshold].item<double>());
  return std::make_unique<ExpertPredictor>(experts_, *mixture_, gate_, problem_->classes());
}

/// Two experts' predictions mixed by their shares.
TensorMap predicted(const std::map<std::string, double>& shares, const TensorMap& in) {
  zeroth::Classes classes;
  classes.seen = in["seen_classes"];
  TensorMap said;
  for (const auto& [name, share] : shares) said.set(name + "/scores", in[name]);
  const at::Tensor scores = ExpertMixture(shares, 0.0, classes).scores(said);
  const at::Tensor all = at::arange(scores.size(1), classes.seen.options());
  const at::Tensor unseen = all.masked_select(at::isin(all, classes.seen).logical_not());
  TensorMap out;
  out.set("scores", scores);
  out.set("gzsl_prediction", scores.argmax(1));
  out.set("zsl_prediction", unseen.index_select(0, scores.index_select(1, unseen).argmax(1)));
  return out;
}

TensorMap Embedding::piece(const std::string& name, const TensorMap& in) const {
  const auto number = [&](const char* value) { return in[value].item<double>(); };
  if (name == "dedn.predict") {
    const double share = number("lambda_e");
    return predicted({{"coarse_scores", share}, {"fine_scores", 1 - share}}, in);
  }
  return predicted({{"first_scores", number("alpha_1")}, {"second_scores", number("alpha_2")}}, in);
}

}  // namespace

ZEROTH_RECIPE(Embedding, "embedding", "1.0.0")
