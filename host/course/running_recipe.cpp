#include "host/course/running_recipe.h"

#include <zeroth/calls.h>
#include <zeroth/host_side.h>

#include <set>
#include <utility>

#include "host/course/checked_predictor.h"
#include "host/course/learner_trainee.h"
#include "host/course/optimiser_names.h"
#include "host/course/train_block.h"
#include "host/train/restore.h"

namespace zeroth::host {
namespace {

template <typename Take>
std::vector<NamedMean> gather(const std::vector<std::unique_ptr<Trainer>>& trainers, Take take) {
  std::vector<NamedMean> all;
  for (const auto& trainer : trainers) {
    for (NamedMean& one : take(*trainer)) all.push_back(std::move(one));
  }
  return all;
}

/// Those of `tensors` that are not among `known`, each once.
NamedTensors others(const NamedTensors& tensors, const NamedTensors& known) {
  std::set<const void*> listed;
  for (const NamedTensor& one : known) listed.insert(one.tensor.unsafeGetTensorImpl());
  NamedTensors rest;
  for (const NamedTensor& one : tensors) {
    if (listed.insert(one.tensor.unsafeGetTensorImpl()).second) rest.push_back(one);
  }
  return rest;
}

}  // namespace

RunningRecipe::RunningRecipe(const RecipeInputs& inputs)
    : built_(inputs), made_(inputs.made), recipe_(built_.recipe()) {
  for (const plan::Training& one : built_.trainings()) add_training(one, inputs);
  check_optimiser_names(inputs.pipeline, inputs.composer, optimiser_names());
}

void RunningRecipe::add_training(const plan::Training& declared, const RecipeInputs& inputs) {
  TrainSettings settings = train_settings(inputs.pipeline, inputs.composer);
  settings.ranks = inputs.ranks;
  settings.tried = inputs.tried;
  JoinedTerm* joint = nullptr;
  if (declared.joint) {
    joined_.push_back(
        std::make_unique<JoinedTerm>(recipe_.place(), *declared.joint, settings.optimisers));
    joint = joined_.back().get();
  }
  std::shared_ptr<Trainee> trainee;
  if (declared.learner) {
    trainee = std::make_shared<LearnerTrainee>(recipe_.place(), *declared.learner);
  } else {
    trainee = std::make_shared<ComponentTrainee>(declared.component);
  }
  trainers_.push_back(std::make_unique<Trainer>(declared.name, std::move(trainee), inputs.data,
                                                settings, inputs.streams, joint));
}

void RunningRecipe::after_training() {
  const std::string name = trainers_[current_]->name();
  recipe_.call("after_training()", [&](Recipe& recipe) { recipe.after_training(name); });
}

std::unique_ptr<Predictor> RunningRecipe::predictor(std::int64_t epoch) {
  auto made = recipe_.call("predictor()", [&](Recipe& recipe) { return recipe.predictor(epoch); });
  return std::make_unique<CheckedPredictor>(recipe_, "predictor()", std::move(made),
                                            built_.problem().sizes());
}

bool RunningRecipe::chooses_threshold() const {
  const auto* able = recipe_.ability<ChoosesThreshold>();
  return able && able->chooses_threshold();
}

void RunningRecipe::set_threshold(double threshold) {
  if (auto* able = recipe_.ability<ChoosesThreshold>()) able->set_threshold(threshold);
}

std::optional<CompletedEpoch> RunningRecipe::step() {
  std::optional<CompletedEpoch> completed = training().step();
  if (completed) completed->last_stage = completed->last_stage && current_ + 1 == trainers_.size();
  while (!finished() && training().finished()) {
    after_training();
    ++current_;
  }
  return completed;
}

std::vector<PlannedStage> RunningRecipe::plan() const {
  std::vector<PlannedStage> all;
  for (const auto& trainer : trainers_) {
    for (PlannedStage& one : trainer->plan()) all.push_back(std::move(one));
  }
  return all;
}

std::size_t RunningRecipe::stage_number() const {
  std::size_t number = static_cast<std::size_t>(trainers_[current_]->position().stage);
  for (std::size_t i = 0; i < current_; ++i) number += trainers_[i]->stages();
  return number;
}

std::int64_t RunningRecipe::iterations_in_all() const {
  std::int64_t all = 0;
  for (const auto& trainer : trainers_) all += trainer->iterations_in_all();
  return all;
}

std::vector<RehearsedStage> RunningRecipe::rehearse(int iterations) {
  std::vector<RehearsedStage> all;
  for (; !finished(); ++current_) {
    for (RehearsedStage& one : training().rehearse(iterations)) all.push_back(std::move(one));
    if (iterations > 0) after_training();
  }
  return all;
}

void RunningRecipe::try_phases() {
  for (; !finished(); ++current_) {
    training().try_phases();
    after_training();
  }
}

std::vector<std::string> RunningRecipe::optimiser_names() {
  std::vector<std::string> all;
  for (const auto& trainer : trainers_) {
    for (std::string& name : trainer->optimiser_names()) all.push_back(std::move(name));
  }
  return all;
}

std::vector<std::string> RunningRecipe::warnings() const {
  std::vector<std::string> all;
  for (const auto& trainer : trainers_) {
    all.insert(all.end(), trainer->warnings().begin(), trainer->warnings().end());
  }
  return all;
}

std::vector<ParameterCount> RunningRecipe::parameter_counts() {
  std::vector<ParameterCount> counts;
  for (const auto& trainer : trainers_) counts.push_back({trainer->name(), trainer->parameters()});
  return counts;
}

std::vector<NamedMean> RunningRecipe::take_means() {
  return gather(trainers_, [](Trainer& one) { return one.take_means(); });
}

std::vector<NamedMean> RunningRecipe::take_gradient_norms() {
  return gather(trainers_, [](Trainer& one) { return one.take_gradient_norms(); });
}

NamedTensors RunningRecipe::kept() const {
  NamedTensors all;
  for (const auto& [pointer, part] : made_) {
    for (NamedTensor& one : state_of(part)) {
      all.push_back({"parts" + pointer + "/" + one.name, std::move(one.tensor)});
    }
  }
  return all;
}

/// Of the recipe and its trainings.
NamedTensors RunningRecipe::course_state() {
  NamedTensors all = state_of(recipe_);
  for (const auto& trainer : trainers_) {
    for (NamedTensor& one : trainer->state()) all.push_back(std::move(one));
  }
  return all;
}

NamedTensors RunningRecipe::state() {
  NamedTensors all = course_state();
  for (NamedTensor& one : others(kept(), all)) all.push_back(std::move(one));
  return all;
}

void RunningRecipe::restore(const TensorMap& saved) {
  // First: a recipe may compute with its parts when it is restored.
  restore_in_place(others(kept(), course_state()), saved);
  // Then: a trainer looks at what its joint term moves.
  restore_in_place(state_of(recipe_), saved);
  for (const auto& trainer : trainers_) trainer->restore(saved);
  current_ = 0;
  while (!finished() && training().finished()) {
    after_training();
    ++current_;
  }
  for (std::size_t later = current_ + 1; later < trainers_.size(); ++later) {
    if (trainers_[later]->position() == TrainPosition()) continue;
    refuse_damaged(trainers_[later]->name() + "/position", "has begun before the training ahead");
  }
}

}  // namespace zeroth::host
