#include "host/recipes/recipe.h"

#include "host/base/problem.h"
#include "host/recipes/d3gzsl.h"
#include "host/recipes/generative.h"
#include "host/train/restore.h"

namespace zeroth::host {

std::optional<CompletedEpoch> Recipe::step() {
  std::optional<CompletedEpoch> completed = training().step();
  if (completed) completed->last_stage = completed->last_stage && current_ + 1 == trainers_.size();
  while (!finished() && training().finished()) after_training(current_++);
  return completed;
}

std::vector<RehearsedStage> Recipe::rehearse(int iterations) {
  std::vector<RehearsedStage> all;
  for (; !finished(); after_training(current_++)) {
    for (RehearsedStage& one : training().rehearse(iterations)) all.push_back(std::move(one));
  }
  return all;
}

std::vector<ParameterCount> Recipe::parameter_counts() {
  std::vector<ParameterCount> counts;
  for (const auto& trainer : trainers_) counts.push_back({trainer->name(), trainer->parameters()});
  return counts;
}

std::vector<NamedMean> Recipe::take_means() {
  std::vector<NamedMean> all;
  for (const auto& trainer : trainers_) {
    for (NamedMean& one : trainer->take_means()) all.push_back(std::move(one));
  }
  return all;
}

NamedTensors Recipe::state() {
  NamedTensors all = own_state();
  for (const auto& trainer : trainers_) {
    for (NamedTensor& one : trainer->state()) all.push_back(std::move(one));
  }
  return all;
}

void Recipe::restore(const TensorMap& saved) {
  for (const auto& trainer : trainers_) trainer->restore(saved);
  restore_in_place(own_state(), saved);
  current_ = 0;
  while (!finished() && training().finished()) ++current_;
}

std::unique_ptr<Recipe> make_recipe(const RecipeInputs& inputs) {
  const auto name = inputs.pipeline.at("recipe").get<std::string>();
  if (name == "generative") return std::make_unique<Generative>(inputs);
  if (name == "d3gzsl") return std::make_unique<D3gzsl>(inputs);
  throw Failure(Exit::bad_configuration, {"unknown recipe \"" + name + "\"", "/recipe", {}, ""});
}

}  // namespace zeroth::host
