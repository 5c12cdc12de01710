#include "host/recipes/expert_learner.h"

#include "host/train/optimiser_change.h"

namespace zeroth::host {
namespace {

constexpr const char* kPhase = "experts";

plan::Optimiser read_optimiser(const Json& block) {
  plan::Optimiser optimiser;
  optimiser.name = kPhase;
  optimiser.parameters = {""};
  optimiser.kind = optimiser_kind(block.at("kind").get<std::string>());
  const bool smooths = optimiser.kind == plan::Kind::rmsprop;
  optimiser.learning_rate = block.at("learning_rate").get<double>();
  optimiser.momentum = block.at("momentum").get<double>();
  optimiser.beta1 = block.at("beta1").get<double>();
  optimiser.beta2 = block.at(smooths ? "smoothing" : "beta2").get<double>();
  optimiser.epsilon = block.at("epsilon").get<double>();
  optimiser.weight_decay = block.at("weight_decay").get<double>();
  return optimiser;
}

plan::Schedule make_schedule(const Json& pipeline) {
  const bool balanced = pipeline.at("train").at("sampling") == "balanced";
  plan::Stage stage;
  stage.name = kPhase;
  stage.passes = {{{1, {kPhase}}}};
  stage.sampling = balanced ? Sampling::balanced : Sampling::independent;
  return {{read_optimiser(pipeline.at("optimiser"))}, {{kPhase, {kPhase}}}, {stage}};
}

}  // namespace

ExpertLearner::ExpertLearner(const Experts& experts, const RecipeInputs& inputs)
    : experts_(experts), losses_(read_losses(inputs)), schedule_(make_schedule(inputs.pipeline)) {}

std::vector<Term> ExpertLearner::terms(const std::string&, const SeenBatch& batch, at::Generator) {
  TensorMap tensors = experts_.forward(batch.images);
  tensors.set("labels", batch.labels);
  tensors.set("positions", batch.positions);
  tensors.set("descriptors", batch.attributes);
  tensors.set("class_descriptors", batch.classes.attributes);
  tensors.set("seen_classes", batch.classes.seen);
  tensors.set("unseen_classes", batch.classes.unseen);
  std::vector<Term> terms;
  for (const WeightedLoss& loss : losses_) {
    terms.push_back(loss.term([&](const std::string& name) { return tensors[name]; }));
  }
  return terms;
}

}  // namespace zeroth::host
