#include "host/course/built_recipe.h"

#include <fmt/format.h>
#include <zeroth/abilities.h>
#include <zeroth/calls.h>
#include <zeroth/host_side.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "host/course/built_components.h"
#include "host/course/tensors_under.h"
#include "host/train/restore.h"

namespace zeroth::host {
namespace {

constexpr const char* kRecipe = "/recipe";

[[noreturn]] void refuse_course(const Handle<Recipe>& recipe, const std::string& why) {
  throw Failure(Exit::run_failed,
                {fmt::format("{} declares a course that cannot be run", recipe.place().id),
                 recipe.place().where,
                 {why},
                 "correct its declare()"});
}

/// @throws Failure where no training could be run from it.
void check_course(const Handle<Recipe>& recipe, const std::vector<plan::Training>& trainings) {
  if (trainings.empty()) refuse_course(recipe, "it declares no training");
  for (auto one = trainings.begin(); one != trainings.end(); ++one) {
    if (one->name.empty()) refuse_course(recipe, "a training has no name");
    if (!one->component && !one->learner) {
      refuse_course(recipe, fmt::format("the training \"{}\" has no component", one->name));
    }
    const auto same = [&](const plan::Training& other) { return other.name == one->name; };
    if (std::any_of(trainings.begin(), one, same)) {
      refuse_course(recipe, fmt::format("two trainings are called \"{}\"", one->name));
    }
  }
}

/// Tensors under names, each of them once whoever else says it.
class Gathering {
 public:
  void add(const std::string& prefix, const NamedTensors& tensors) {
    for (const NamedTensor& one : tensors) {
      if (!known_.insert(one.tensor.unsafeGetTensorImpl()).second) continue;
      all_.push_back({prefix + "/" + one.name, one.tensor});
    }
  }
  NamedTensors take() { return std::move(all_); }

 private:
  std::set<const void*> known_;
  NamedTensors all_;
};

NamedTensors own(const Handle<Component>& component) {
  NamedTensors all;
  const auto network = std::dynamic_pointer_cast<Network>(component.component());
  if (network) all = parameters_of(Handle<Network>(component.place(), network));
  for (NamedTensor& one : state_of(component)) all.push_back(std::move(one));
  return all;
}

std::string fitted_prefix(const std::string& pointer) { return "fitted" + pointer + "/"; }

}  // namespace

BuiltRecipe::BuiltRecipe(const RecipeInputs& inputs)
    : made_(inputs.made),
      source_(std::make_unique<TrainingSource>(inputs.data, inputs.streams)),
      problem_(std::make_unique<TrainingProblem>(*source_)),
      recipe_(inputs.composer.make_recipe(inputs.pipeline, inputs.made)) {
  build_components(inputs.composer.description_of(recipe_.place().id), inputs);
  recipe_.call("begin()", [&](Recipe& recipe) { recipe.begin(*problem_); });
  settle(recipe_, inputs.data.device());
  Course course;
  recipe_.call("declare()", [&](Recipe& recipe) { recipe.declare(course); });
  trainings_ = host_side::plan_of(course);
  check_course(recipe_, trainings_);
}

NamedTensors BuiltRecipe::lasting() const {
  Gathering all;
  for (const auto& [pointer, component] : made_) {
    if (pointer != kRecipe) all.add("parts" + pointer, own(component));
  }
  all.add("recipe", state_of(recipe_));
  for (const plan::Training& one : trainings_) {
    if (!one.learner) continue;
    const auto said = [&](const char* call, auto&& function) {
      return call_plugin(recipe_.place(), call, function);
    };
    all.add("recipe/" + one.name, said("parameters()", [&] { return one.learner->parameters(); }));
    all.add("recipe/" + one.name, said("state()", [&] { return one.learner->state(); }));
  }
  return all.take();
}

NamedTensors BuiltRecipe::fitted() const {
  NamedTensors all;
  for (const auto& [pointer, component] : made_) {
    const auto* able = dynamic_cast<const Fitted*>(component.component().get());
    if (!able) continue;
    const NamedTensors tensors =
        call_plugin(component.place(), "fitted()", [able] { return able->fitted(); });
    for (const NamedTensor& one : tensors) {
      all.push_back({fitted_prefix(pointer) + one.name, one.tensor});
    }
  }
  return all;
}

void BuiltRecipe::restore(const TensorMap& saved, const std::set<std::string>& anew) {
  restore_in_place(lasting(), saved);
  for (const auto& [pointer, component] : made_) {
    auto* able = dynamic_cast<Fitted*>(component.component().get());
    if (!able || anew.count(pointer) > 0) continue;
    const TensorMap own = tensors_under(fitted_prefix(pointer), saved);
    call_plugin(component.place(), "set_fitted()", [&] { able->set_fitted(own); });
  }
}

}  // namespace zeroth::host
