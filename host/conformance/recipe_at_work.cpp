#include "host/conformance/recipe_at_work.h"

#include <ATen/TensorOperators.h>

#include <algorithm>

#include "host/conformance/component.h"
#include "host/conformance/recipe_pipeline.h"
#include "host/conformance/world.h"

namespace zeroth::host {
namespace {

bool reads_regions(const Subject& subject) {
  const auto inputs = description_of(subject).inputs;
  return std::any_of(inputs.begin(), inputs.end(),
                     [](const TensorDescription& one) { return one.name == "regions"; });
}

TrainingData world_of(const Subject& subject, const Setting& setting) {
  const TrainingData data = reads_regions(subject)
                                ? region_world(subject.seed)
                                : training_world(subject.seed, at::kFloat, setting.unseen);
  return on_device(data, setting.device);
}

TrainingData without_rows(TrainingData data) {
  const StoredSamples& all = data.samples;
  data.samples = all.are_regions() ? StoredSamples(all.images().none())
                                   : StoredSamples(all.features().narrow(0, 0, 0).clone());
  data.labels = data.labels.narrow(0, 0, 0);
  data.positions = data.positions.narrow(0, 0, 0);
  return data;
}

}  // namespace

RecipeOfModel::RecipeOfModel(const Subject& subject, const TensorMap& kept)
    : pipeline_(pipeline_of(subject)),
      composer_(composer_of(subject)),
      data_(without_rows(world_of(subject, {}))),
      streams_(0),
      restored_(std::make_unique<RestoredRecipe>(
          RecipeInputs{pipeline_, composer_, data_, streams_, made_}, kept)) {}

RecipeAtWork::RecipeAtWork(const Subject& subject, const Setting& setting)
    : pipeline_(pipeline_of(subject)),
      composer_(composer_of(subject)),
      data_(world_of(subject, setting)),
      streams_(setting.build_seed, setting.device),
      running_(std::make_unique<RunningRecipe>(
          RecipeInputs{pipeline_, composer_, data_, streams_, made_})) {}

void RecipeAtWork::step() {
  const std::string name = running_->training().name();
  const auto completed = running_->step();
  if (completed && completed->last_stage) epoch_ = completed->epoch;
  const bool ended = running_->finished() || running_->training().name() != name;
  if (twice_ && ended)
    component().call("after_training()", [&](auto& r) { r.after_training(name); });
}

void RecipeAtWork::train_until(std::int64_t epoch) {
  while (!running_->finished() && epoch_ < epoch) step();
}

at::Tensor RecipeAtWork::rows(std::int64_t first, std::int64_t count) const {
  if (data_.samples.are_regions())
    return expert_world(2, at::kFloat).images.regions.narrow(0, first, count).to(data_.device());
  return classifier_world(2).held_out.narrow(0, first, count).to(data_.device());
}

TensorMap RecipeAtWork::said(const Predictor& predictor, const at::Tensor& rows) const {
  const Samples samples = data_.samples.are_regions() ? Samples(RegionBatch{rows}) : Samples(rows);
  TensorMap said({{"scores", predictor.scores(samples)}});
  if (predictor.has_unseen_classifier()) {
    said.set("unseen_scores", predictor.unseen_scores(samples));
  }
  return said;
}

TensorMap RecipeAtWork::world() const {
  TensorMap all({{"labels", data_.labels},
                 {"positions", data_.positions},
                 {"descriptors", data_.classes.attributes}});
  if (!data_.samples.are_regions()) all.set("features", data_.samples.features());
  return all;
}

NamedTensors RecipeAtWork::state() {
  NamedTensors all = running_->state();
  for (NamedTensor& one : streams_.state()) all.push_back(std::move(one));
  return all;
}

void RecipeAtWork::restore(const TensorMap& saved) {
  running_->restore(saved);
  streams_.restore(saved);
}

}  // namespace zeroth::host
