#include "host/train/optimiser_change.h"

#include <fmt/format.h>

#include <map>

#include "host/base/problem.h"
#include "host/train/schedule_check.h"

namespace zeroth::host {
namespace {

template <class T>
void set(T& value, const std::optional<T>& wanted) {
  if (wanted) value = *wanted;
}

/// One that becomes adamw, and of which nobody says how much it decays, decays as adamw does then.
plan::Optimiser with_change(plan::Optimiser optimiser, const OptimiserChange& change) {
  const bool becomes_adamw =
      change.kind == plan::Kind::adamw && optimiser.kind != plan::Kind::adamw;
  if (becomes_adamw && optimiser.weight_decay == 0) {
    optimiser.weight_decay = plan::kDecoupledDecay;
  }
  set(optimiser.kind, change.kind);
  set(optimiser.learning_rate, change.learning_rate);
  set(optimiser.beta1, change.beta1);
  set(optimiser.beta2, change.beta2);
  set(optimiser.epsilon, change.epsilon);
  set(optimiser.momentum, change.momentum);
  set(optimiser.nesterov, change.nesterov);
  set(optimiser.weight_decay, change.weight_decay);
  set(optimiser.clip, change.clip);
  set(optimiser.rate.shape, change.shape);
  set(optimiser.rate.warm_up, change.warm_up);
  set(optimiser.rate.last, change.last);
  set(optimiser.rate.every, change.every);
  set(optimiser.rate.factor, change.factor);
  return optimiser;
}

}  // namespace

plan::Kind optimiser_kind(const std::string& name) {
  static const std::map<std::string, plan::Kind> kinds = {{"adam", plan::Kind::adam},
                                                          {"adamw", plan::Kind::adamw},
                                                          {"amsgrad", plan::Kind::amsgrad},
                                                          {"sgd", plan::Kind::sgd},
                                                          {"rmsprop", plan::Kind::rmsprop}};
  return kinds.at(name);
}

plan::Shape rate_shape(const std::string& name) {
  static const std::map<std::string, plan::Shape> shapes = {{"constant", plan::Shape::constant},
                                                            {"linear", plan::Shape::linear},
                                                            {"cosine", plan::Shape::cosine},
                                                            {"step", plan::Shape::step}};
  return shapes.at(name);
}

plan::Optimiser changed(const plan::Optimiser& optimiser, const OptimiserChanges& changes) {
  const auto change = changes.find(optimiser.name);
  if (change == changes.end()) return optimiser;
  plan::Optimiser made = with_change(optimiser, change->second);
  const std::string problem = problem_of(made);
  if (problem.empty()) return made;
  throw Failure(
      Exit::bad_configuration,
      {problem, change->second.where, {"what the pipeline does not say stays as declared"}, ""});
}

}  // namespace zeroth::host
