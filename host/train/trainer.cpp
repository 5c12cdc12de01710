#include "host/train/trainer.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>
#include <utility>

#include "host/base/problem.h"
#include "host/engine/finite.h"
#include "host/train/gradient_norms.h"
#include "host/train/restore.h"
#include "host/train/schedule_check.h"

namespace zeroth::host {
namespace {

/// Lets gradients flow to some parameters while it lives; at rest no parameter requires one.
class Moving {
 public:
  explicit Moving(std::vector<at::Tensor>& parameters) : parameters_(parameters) { set(true); }
  ~Moving() { set(false); }
  Moving(const Moving&) = delete;
  Moving& operator=(const Moving&) = delete;

 private:
  void set(bool moves) {
    for (at::Tensor& parameter : parameters_) parameter.set_requires_grad(moves);
  }
  std::vector<at::Tensor>& parameters_;
};

/// The random stream of joint terms.
constexpr const char* kJointNoise = "joint/noise";

bool starts_with(const std::string& text, const std::string& prefix) {
  return text.compare(0, prefix.size(), prefix) == 0;
}

NamedTensors select(const NamedTensors& parameters, const std::vector<std::string>& prefixes) {
  NamedTensors chosen;
  for (const NamedTensor& one : parameters) {
    const auto matches = [&](const std::string& prefix) { return starts_with(one.name, prefix); };
    if (std::any_of(prefixes.begin(), prefixes.end(), matches)) chosen.push_back(one);
  }
  return chosen;
}

/// The values of all terms, brought to the CPU at once: every such transfer waits for the device.
std::vector<double> values_of(const std::vector<Term>& terms) {
  std::vector<at::Tensor> values;
  for (const Term& term : terms) values.push_back(term.value.detach());
  const at::Tensor all = at::stack(values).to(at::kCPU, at::kDouble);
  return {all.data_ptr<double>(), all.data_ptr<double>() + all.numel()};
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void append(NamedTensors& all, const std::string& prefix, const NamedTensors& some) {
  for (const NamedTensor& one : some) all.push_back({prefix + one.name, one.tensor});
}

}  // namespace

Trainer::Trainer(std::string name, Handle<Trainable> component, const TrainingData& data,
                 TrainSettings settings, RandomStreams& streams, JointTerm* joint)
    : Trainer(std::move(name), std::make_shared<ComponentLearner>(std::move(component)), data,
              std::move(settings), streams, joint) {}

Trainer::Trainer(std::string name, std::shared_ptr<Learner> learner, const TrainingData& data,
                 TrainSettings settings, RandomStreams& streams, JointTerm* joint)
    : name_(std::move(name)),
      learner_(std::move(learner)),
      data_(data),
      settings_(std::move(settings)),
      streams_(streams),
      joint_(joint),
      schedule_(learner_->schedule()),
      position_(at::zeros({4}, at::kLong)) {
  if (const std::string problem = problem_of(schedule_); !problem.empty()) fail_schedule(problem);
  learner_->prepare(data_);
  build_optimisers();
  build_phases();
  build_averages();
  find_unmoved();
  learning_rates_ = at::empty({static_cast<std::int64_t>(all_optimisers().size())}, at::kDouble);
  for (std::size_t i = 0; i < all_optimisers().size(); ++i) {
    learning_rates_[static_cast<std::int64_t>(i)].fill_(all_optimisers()[i]->learning_rate());
  }
  // From the start, so that a checkpoint without one is known to be damaged.
  streams_.stream(noise());
  if (joint_) streams_.stream(kJointNoise);
  enter_stage();
}

void Trainer::fail_schedule(const std::string& why) const {
  throw Failure(Exit::run_failed,
                {fmt::format("{} declares a schedule that cannot be run", learner_->place().id),
                 learner_->place().where,
                 {why},
                 "correct its schedule()"});
}

void Trainer::build_optimisers() {
  const NamedTensors parameters = learner_->parameters();
  for (const Optimiser& settings : schedule_.optimisers) {
    const NamedTensors chosen = select(parameters, settings.parameters);
    if (chosen.empty()) {
      fail_schedule(fmt::format("optimiser \"{}\" moves no parameter", settings.name));
    }
    optimisers_.emplace_back(settings, chosen);
  }
}

FusedOptimiser& Trainer::optimiser(const std::string& name) {
  for (FusedOptimiser& one : optimisers_) {
    if (one.name() == name) return one;
  }
  fail_schedule(fmt::format("it uses the optimiser \"{}\", which is not declared", name));
}

void Trainer::build_phases() {
  for (const Phase& phase : schedule_.phases) {
    ActivePhase active{phase, {}, {}};
    for (const std::string& step : phase.steps) active.optimisers.push_back(&optimiser(step));
    if (phase.joint && joint_) {
      for (FusedOptimiser& one : joint_->optimisers()) active.optimisers.push_back(&one);
    }
    for (const FusedOptimiser* one : active.optimisers) {
      for (const NamedTensor& parameter : one->parameters()) {
        active.parameters.push_back(parameter.tensor);
      }
    }
    check_apart(active);
    phases_.emplace(phase.name, std::move(active));
  }
}

/// A parameter under two optimisers of a phase would take two steps of one gradient.
void Trainer::check_apart(const ActivePhase& active) const {
  std::map<const void*, std::string> taken;
  for (const FusedOptimiser* one : active.optimisers) {
    for (const NamedTensor& parameter : one->parameters()) {
      const auto [by, added] = taken.emplace(parameter.tensor.unsafeGetTensorImpl(), one->name());
      if (added) continue;
      fail_schedule(
          fmt::format("phase \"{}\" moves the parameter \"{}\" twice: by the optimisers "
                      "\"{}\" and \"{}\"",
                      active.phase.name, parameter.name, by->second, one->name()));
    }
  }
}

void Trainer::find_unmoved() {
  std::set<std::string> moved;
  for (const Stage& stage : schedule_.stages) {
    for (const std::vector<Round>& pass : stage.passes) {
      for (const Round& round : pass) {
        for (const std::string& phase : round.phases) {
          for (const FusedOptimiser* one : phases_.at(phase).optimisers) {
            for (const NamedTensor& parameter : one->parameters()) moved.insert(parameter.name);
          }
        }
      }
    }
  }
  std::vector<std::string> unmoved;
  for (const NamedTensor& one : learner_->parameters()) {
    if (!moved.count(one.name)) unmoved.push_back(fmt::format("\"{}\"", one.name));
  }
  if (unmoved.empty()) return;
  warnings_.push_back(
      fmt::format("{}: no optimiser of its schedule() moves its {} {}", learner_->place().id,
                  unmoved.size() == 1 ? "parameter" : "parameters", fmt::join(unmoved, ", ")));
}

void Trainer::build_averages() {
  const TensorMap state(learner_->state());
  for (const Average& average : schedule_.averages) {
    const FusedOptimiser& followed = optimiser(average.optimiser);
    try {
      averages_.emplace_back(average, followed, state);
    } catch (const std::invalid_argument& error) {
      fail_schedule(error.what());
    }
  }
}

void Trainer::enter_stage() {
  batches_.reset();
  if (finished()) return;
  batches_ =
      std::make_unique<BatchSource>(data_, stage().batch.value_or(settings_.batch),
                                    stage().sampling, streams_.cpu_stream(name_ + "/batches"));
}

std::vector<RehearsedStage> Trainer::rehearse(int iterations) {
  std::vector<RehearsedStage> rehearsed;
  while (!finished()) {
    rehearsed.push_back(
        {stage().name, epochs_of_stage(), iterations_per_epoch(), median_seconds(iterations)});
    ++*position_.data_ptr<std::int64_t>();
    enter_stage();
  }
  return rehearsed;
}

std::optional<Seconds> Trainer::median_seconds(int iterations) {
  if (iterations == 0) return std::nullopt;
  if (iterations > 1) run_pass(stage().passes.back());
  std::vector<double> wall, processor;
  for (int i = 0; i < iterations; ++i) {
    const Seconds seconds = time_of([&] { run_pass(stage().passes.back()); });
    wall.push_back(seconds.wall);
    processor.push_back(seconds.processor);
  }
  return Seconds{median(std::move(wall)), median(std::move(processor))};
}

void Trainer::run_pass(const std::vector<Round>& pass) {
  for (const Round& round : pass) run_round(round);
}

TrainPosition Trainer::position() const {
  const auto* at = position_.data_ptr<std::int64_t>();
  return {at[0], at[1], at[2], at[3]};
}

bool Trainer::finished() const { return current_stage() == schedule_.stages.size(); }

std::int64_t Trainer::epochs_of_stage() const { return stage().epochs.value_or(settings_.epochs); }

std::int64_t Trainer::iterations_per_epoch() const {
  return batches_->batches_per_epoch() * static_cast<std::int64_t>(stage().passes.size());
}

std::int64_t Trainer::iterations_done() const {
  return position().pass * batches_->batches_per_epoch() + position().iteration;
}

std::vector<PlannedStage> Trainer::plan() const {
  std::vector<PlannedStage> all;
  for (const Stage& stage : schedule_.stages) {
    const std::int64_t batch = std::max<std::int64_t>(stage.batch.value_or(settings_.batch), 1);
    const std::int64_t batches = (data_.rows() + batch - 1) / batch;
    std::int64_t phases = 0;
    for (const std::vector<Round>& pass : stage.passes) {
      for (const Round& round : pass) {
        phases += round.repeats * static_cast<std::int64_t>(round.phases.size());
      }
    }
    all.push_back({stage.name, stage.epochs.value_or(settings_.epochs), batches * phases});
  }
  return all;
}

std::optional<CompletedEpoch> Trainer::step() {
  if (position().pass == 0 && position().iteration == 0) {
    for (FusedOptimiser* one : all_optimisers()) one->begin_epoch();
  }
  run_pass(stage().passes[static_cast<std::size_t>(position().pass)]);
  if (ends_epoch() && !broken_parameter().empty()) fail_training("the training diverged", "");
  return advance();
}

void Trainer::run_round(const Round& round) {
  for (std::int64_t i = 0; i < round.repeats; ++i) {
    const SeenBatch batch = round.fresh_batch ? batches_->next() : batches_->last();
    for (const std::string& phase : round.phases) run_phase(phases_.at(phase), batch);
  }
}

void Trainer::run_phase(ActivePhase& active, const SeenBatch& batch) {
  std::vector<at::Tensor> gradients;
  {
    const Moving moving(active.parameters);
    const std::vector<Term> terms = terms_of(active, batch);
    const at::Tensor loss = finite_sum(active.phase, terms);
    if (active.parameters.empty()) return;  // only a joint term would step here, and there is none
    if (loss.requires_grad()) {
      if (looks_at_gradients()) {
        add_gradient_norms(terms, active.optimisers, active.parameters, gradient_norms_);
      }
      gradients = torch::autograd::grad({loss}, active.parameters, {}, /*retain_graph=*/false,
                                        /*create_graph=*/false, /*allow_unused=*/true);
    }
  }
  gradients.resize(active.parameters.size());  // undefined ones where the loss reads nothing
  check_moved(active, gradients);
  auto first = gradients.begin();
  for (FusedOptimiser* one : active.optimisers) {
    const auto last = first + static_cast<std::ptrdiff_t>(one->parameters().size());
    one->step({first, last});
    first = last;
    for (WeightAverage& average : averages_) {
      if (average.optimiser() == one->name()) average.update();
    }
  }
}

std::vector<Term> Trainer::terms_of(const ActivePhase& active, const SeenBatch& batch) {
  std::vector<Term> terms = learner_->terms(active.phase.name, batch, streams_.stream(noise()));
  if (active.phase.joint && joint_) {
    for (Term& term : joint_->terms(batch, batches_->last_rows(), streams_.stream(kJointNoise))) {
      terms.push_back(std::move(term));
    }
  }
  return terms;
}

at::Tensor Trainer::finite_sum(const Phase& phase, const std::vector<Term>& terms) {
  const std::vector<double> values = values_of(terms);
  at::Tensor sum;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const Term& term = terms[i];
    if (!std::isfinite(values[i])) {
      fail_training(fmt::format("the loss \"{}\" became {}", term.name, values[i]), phase.name);
    }
    means_.add(term.name, values[i]);
    sum = sum.defined() ? sum + term.value : term.value;
  }
  return sum;
}

void Trainer::check_moved(const ActivePhase& active, const std::vector<at::Tensor>& gradients) {
  if (settings_.still_phases) return;
  const auto defined = [](const at::Tensor& gradient) { return gradient.defined(); };
  const bool moves = std::any_of(gradients.begin(), gradients.end(), defined);
  const std::vector<std::string>& own = active.phase.steps;
  auto first = gradients.begin();
  for (std::size_t i = 0; i < active.optimisers.size(); ++i) {
    const FusedOptimiser& one = *active.optimisers[i];
    const auto last = first + static_cast<std::ptrdiff_t>(one.parameters().size());
    const bool still = std::none_of(first, last, defined);
    first = last;
    if (!still) continue;
    if (i >= own.size()) {
      joint_->nothing_moves(one);
    } else if (!moves || !active.phase.joint ||
               !another_phase_steps(one.name(), active.phase.name)) {
      fail_still(active, one);
    }
  }
}

bool Trainer::another_phase_steps(const std::string& optimiser, const std::string& phase) const {
  return std::any_of(schedule_.phases.begin(), schedule_.phases.end(), [&](const Phase& one) {
    return one.name != phase &&
           std::find(one.steps.begin(), one.steps.end(), optimiser) != one.steps.end();
  });
}

void Trainer::fail_still(const ActivePhase& active, const FusedOptimiser& optimiser) {
  const TrainPosition at = position();
  throw Failure(
      Exit::run_failed,
      {fmt::format("phase \"{}\" of {} moves nothing of its optimiser \"{}\"", active.phase.name,
                   learner_->place().id, optimiser.name()),
       learner_->place().where,
       {fmt::format("no gradient leads from its loss to \"{}\"{}",
                    optimiser.parameters().front().name,
                    optimiser.parameters().size() == 1 ? "" : " or any other of its parameters"),
        fmt::format("stage {}, epoch {}, iteration {}", stage().name, at.epoch + 1,
                    at.iteration + 1)},
       "let loss() compute with the parameters themselves, without detach(), item() or a "
       "NoGradGuard on the way"});
}

bool Trainer::looks_at_gradients() const {
  return settings_.gradients_every > 0 && position().iteration % settings_.gradients_every == 0;
}

bool Trainer::ends_epoch() const {
  const TrainPosition at = position();
  return at.iteration + 1 == batches_->batches_per_epoch() &&
         at.pass + 1 == static_cast<std::int64_t>(stage().passes.size());
}

std::string Trainer::broken_parameter() {
  for (const FusedOptimiser* one : all_optimisers()) {
    for (const NamedTensor& parameter : one->parameters()) {
      if (!all_finite(parameter.tensor)) return parameter.name;
    }
  }
  return "";
}

std::string Trainer::cause() {
  const std::string parameter = broken_parameter();
  if (!parameter.empty()) {
    return fmt::format("the parameter \"{}\" is not finite any more", parameter);
  }
  if (const auto bad = first_not_finite(data_.features)) {
    return fmt::format("training row {} has a feature that is {} once it is scaled", bad->row,
                       bad->value);
  }
  return "every parameter is finite: the loss itself is not";
}

void Trainer::fail_training(const std::string& what, const std::string& phase) {
  const TrainPosition at = position();
  const std::string in_phase = phase.empty() ? "" : fmt::format("phase {}, ", phase);
  throw Failure(Exit::run_failed, {what,
                                   learner_->place().where,
                                   {fmt::format("{}stage {}, epoch {}, iteration {}", in_phase,
                                                stage().name, at.epoch + 1, at.iteration + 1),
                                    cause()},
                                   "lower the learning rate; the last checkpoint was kept"});
}

std::optional<CompletedEpoch> Trainer::advance() {
  auto* at = position_.data_ptr<std::int64_t>();
  if (++at[3] < batches_->batches_per_epoch()) return std::nullopt;
  at[3] = 0;
  if (++at[2] < static_cast<std::int64_t>(stage().passes.size())) return std::nullopt;
  at[2] = 0;
  ++at[1];
  const CompletedEpoch completed{stage().name, in_last_stage(), at[1]};
  if (in_last_stage()) decay();
  if (at[1] == epochs_of_stage()) {
    at[1] = 0;
    ++at[0];
    enter_stage();
  }
  return completed;
}

void Trainer::decay() {
  if (settings_.decay_every == 0 || position().epoch % settings_.decay_every != 0) return;
  std::int64_t i = 0;
  for (FusedOptimiser* one : all_optimisers()) {
    const auto factor = settings_.decay_factors.find(one->name());
    if (factor != settings_.decay_factors.end()) {
      one->set_learning_rate(one->learning_rate() * factor->second);
    }
    learning_rates_[i++].fill_(one->learning_rate());
  }
}

std::int64_t Trainer::parameters() {
  std::int64_t count = 0;
  for (const FusedOptimiser* one : all_optimisers()) {
    for (const NamedTensor& parameter : one->parameters()) count += parameter.tensor.numel();
  }
  return count;
}

std::vector<std::string> Trainer::optimiser_names() {
  std::vector<std::string> names;
  for (const FusedOptimiser* one : all_optimisers()) names.push_back(one->name());
  return names;
}

std::vector<FusedOptimiser*> Trainer::all_optimisers() {
  std::vector<FusedOptimiser*> all;
  for (FusedOptimiser& one : optimisers_) all.push_back(&one);
  if (joint_) {
    for (FusedOptimiser& one : joint_->optimisers()) all.push_back(&one);
  }
  return all;
}

/// All whose names and shapes are known before anything is restored.
NamedTensors Trainer::component_state() {
  NamedTensors all;
  append(all, name_ + "/parameters/", learner_->parameters());
  append(all, name_ + "/state/", learner_->state());
  for (FusedOptimiser* one : all_optimisers()) {
    append(all, name_ + "/optimisers/" + one->name() + "/", one->state());
  }
  if (batches_) append(all, name_ + "/batches/", batches_->state());
  all.push_back({name_ + "/position", position_});
  all.push_back({name_ + "/learning_rates", learning_rates_});
  return all;
}

NamedTensors Trainer::state() {
  NamedTensors all = component_state();
  append(all, "", means_.state(name_ + "/means/"));
  append(all, "", gradient_norms_.state(name_ + "/gradients/"));
  return all;
}

void Trainer::restore(const TensorMap& saved) {
  // The position decides which sampler there is to restore.
  restore_in_place({{name_ + "/position", position_}}, saved);
  const TrainPosition at = position();
  if (at.stage < 0 || at.stage > static_cast<std::int64_t>(schedule_.stages.size())) {
    refuse_damaged(name_ + "/position",
                   fmt::format("is in stage {} of {}", at.stage + 1, schedule_.stages.size()));
  }
  enter_stage();
  restore_in_place(component_state(), saved);
  means_.restore(saved, name_ + "/means/");
  gradient_norms_.restore(saved, name_ + "/gradients/");
  check_restored();
  std::int64_t i = 0;
  for (FusedOptimiser* one : all_optimisers()) {
    one->set_learning_rate(learning_rates_[i++].item<double>());
  }
}

void Trainer::check_restored() {
  check_position();
  NamedTensors parameters;
  append(parameters, name_ + "/parameters/", learner_->parameters());
  if (joint_) {
    for (const FusedOptimiser& one : joint_->optimisers()) append(parameters, "", one.parameters());
  }
  for (const NamedTensor& one : parameters) {
    if (!all_finite(one.tensor)) refuse_damaged(one.name, "is not finite");
  }
  std::int64_t i = 0;
  for (const FusedOptimiser* one : all_optimisers()) {
    one->check_restored(name_ + "/optimisers/" + one->name() + "/");
    const auto rate = learning_rates_[i++].item<double>();
    // A declared rate of 0 stays one.
    if (std::isfinite(rate) && (rate > 0 || rate == one->learning_rate())) continue;
    refuse_damaged(name_ + "/learning_rates",
                   fmt::format("gives the optimiser \"{}\" the rate {}", one->name(), rate));
  }
  if (batches_) batches_->check_restored(name_ + "/batches/");
}

void Trainer::check_position() const {
  const TrainPosition at = position();
  const auto expect = [&](const char* what, std::int64_t value, std::int64_t end) {
    if (value >= 0 && value < end) return;
    refuse_damaged(name_ + "/position", fmt::format("has {} {} of {}", what, value + 1, end));
  };
  const bool ended = finished();
  expect("epoch", at.epoch, ended ? 1 : epochs_of_stage());
  expect("pass", at.pass, ended ? 1 : static_cast<std::int64_t>(stage().passes.size()));
  expect("iteration", at.iteration, ended ? 1 : batches_->batches_per_epoch());
  if ((at.pass > 0 || at.iteration > 0) && means_.empty()) {
    refuse_damaged(name_ + "/position", "is inside an epoch whose running means are missing");
  }
}

}  // namespace zeroth::host
