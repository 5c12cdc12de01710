#include <zeroth/error.h>
#include <zeroth/plan.h>
#include <zeroth/training.h>

#include <deque>

namespace zeroth {
namespace detail {

/// Deques: what the calls of a schedule return stays where it is.
struct ScheduleParts {
  std::deque<Optimiser> optimisers;
  std::deque<Phase> phases;
  std::deque<Stage> stages;
};

template <class T>
Hidden<T>::Hidden() : value_(new T()) {}
template <class T>
Hidden<T>::Hidden(const Hidden& other) : value_(new T(*other.value_)) {}
template <class T>
Hidden<T>& Hidden<T>::operator=(const Hidden& other) {
  *value_ = *other.value_;
  return *this;
}
template <class T>
Hidden<T>::~Hidden() {
  delete value_;
}
template class Hidden<plan::Rate>;
template class Hidden<plan::Optimiser>;
template class Hidden<plan::Phase>;
template class Hidden<plan::Stage>;
template class Hidden<ScheduleParts>;

}  // namespace detail

Rate Rate::constant() { return {}; }

Rate Rate::linear(double last) {
  Rate rate;
  rate.plan_->shape = plan::Shape::linear;
  rate.plan_->last = last;
  return rate;
}

Rate Rate::cosine(double last) {
  Rate rate;
  rate.plan_->shape = plan::Shape::cosine;
  rate.plan_->last = last;
  return rate;
}

Rate Rate::step(std::int64_t every, double factor) {
  Rate rate;
  rate.plan_->shape = plan::Shape::step;
  rate.plan_->every = every;
  rate.plan_->factor = factor;
  return rate;
}

Rate& Rate::warm_up(std::int64_t steps) {
  plan_->warm_up = steps;
  return *this;
}

namespace {

void set_adam(plan::Optimiser& optimiser, plan::Kind kind, double learning_rate, double beta1,
              double beta2) {
  optimiser.kind = kind;
  optimiser.learning_rate = learning_rate;
  optimiser.beta1 = beta1;
  optimiser.beta2 = beta2;
}

}  // namespace

Optimiser& Optimiser::adam(double learning_rate, double beta1, double beta2) {
  set_adam(*plan_, plan::Kind::adam, learning_rate, beta1, beta2);
  return *this;
}

Optimiser& Optimiser::adamw(double learning_rate, double beta1, double beta2) {
  set_adam(*plan_, plan::Kind::adamw, learning_rate, beta1, beta2);
  plan_->weight_decay = plan::kDecoupledDecay;
  return *this;
}

Optimiser& Optimiser::amsgrad(double learning_rate, double beta1, double beta2) {
  set_adam(*plan_, plan::Kind::amsgrad, learning_rate, beta1, beta2);
  return *this;
}

Optimiser& Optimiser::sgd(double learning_rate, double momentum) {
  plan_->kind = plan::Kind::sgd;
  plan_->learning_rate = learning_rate;
  plan_->momentum = momentum;
  return *this;
}

Optimiser& Optimiser::nesterov() {
  plan_->nesterov = true;
  return *this;
}

Optimiser& Optimiser::rmsprop(double learning_rate, double smoothing, double momentum) {
  plan_->kind = plan::Kind::rmsprop;
  plan_->learning_rate = learning_rate;
  plan_->beta2 = smoothing;
  plan_->momentum = momentum;
  return *this;
}

Optimiser& Optimiser::epsilon(double value) {
  plan_->epsilon = value;
  return *this;
}

Optimiser& Optimiser::weight_decay(double value) {
  plan_->weight_decay = value;
  return *this;
}

Optimiser& Optimiser::clip(double norm) {
  plan_->clip = norm;
  return *this;
}

Optimiser& Optimiser::rate(const Rate& rate) {
  plan_->rate = *rate.plan_;
  return *this;
}

Optimiser& Optimiser::accumulate() {
  plan_->accumulate = true;
  return *this;
}

Optimiser& Optimiser::average(double decay, const std::string& prefix) {
  plan_->averages.push_back({decay, prefix});
  return *this;
}

Phase& Phase::moves(const std::vector<std::string>& optimisers) {
  plan_->steps.insert(plan_->steps.end(), optimisers.begin(), optimisers.end());
  return *this;
}

Phase& Phase::joint() {
  plan_->joint = true;
  return *this;
}

Stage& Stage::round(std::int64_t repeats, const std::vector<std::string>& phases) {
  if (plan_->passes.empty()) next_pass();
  plan_->passes.back().push_back({repeats, phases});
  return *this;
}

Stage& Stage::on_last_batch() {
  if (plan_->passes.empty() || plan_->passes.back().empty()) {
    throw Error("on_last_batch() of a stage without a round: it is said of the round before it");
  }
  plan_->passes.back().back().fresh_batch = false;
  return *this;
}

Stage& Stage::next_pass() {
  plan_->passes.emplace_back();
  return *this;
}

Stage& Stage::sampling(Sampling how) {
  plan_->sampling = how;
  return *this;
}

Stage& Stage::epochs(std::int64_t count) {
  plan_->epochs = count;
  return *this;
}

Stage& Stage::batch(std::int64_t rows) {
  plan_->batch = rows;
  return *this;
}

Schedule Schedule::once(const std::string& name, const Optimiser& optimiser, const Stage& stage) {
  Schedule schedule;
  plan::Optimiser& only = *schedule.parts_->optimisers.emplace_back(optimiser).plan_;
  only.name = name;
  only.parameters = {""};
  schedule.phase(name).moves({name}).joint();
  Stage& whole = schedule.parts_->stages.emplace_back(stage);
  whole.plan_->name = name;
  if (whole.plan_->passes.empty()) whole.round(1, {name});
  return schedule;
}

Optimiser& Schedule::optimiser(const std::string& name, const std::vector<std::string>& prefixes) {
  Optimiser& added = parts_->optimisers.emplace_back();
  added.plan_->name = name;
  added.plan_->parameters = prefixes;
  return added;
}

Phase& Schedule::phase(const std::string& name) {
  Phase& added = parts_->phases.emplace_back();
  added.plan_->name = name;
  return added;
}

Stage& Schedule::stage(const std::string& name) {
  Stage& added = parts_->stages.emplace_back();
  added.plan_->name = name;
  return added;
}

plan::Schedule Schedule::plan() const {
  plan::Schedule all;
  for (const Optimiser& one : parts_->optimisers) all.optimisers.push_back(*one.plan_);
  for (const Phase& one : parts_->phases) all.phases.push_back(*one.plan_);
  for (const Stage& one : parts_->stages) all.stages.push_back(*one.plan_);
  return all;
}

}  // namespace zeroth
