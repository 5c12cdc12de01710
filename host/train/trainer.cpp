#include "host/train/trainer.h"

#include <ATen/ops/zeros.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "host/base/out_of_memory.h"
#include "host/base/problem.h"
#include "host/engine/rows_in_files.h"
#include "host/train/chosen_parameters.h"
#include "host/train/gradient_norms.h"
#include "host/train/rank_shares.h"
#include "host/train/row_sampler.h"
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

}  // namespace

Trainer::Trainer(std::string name, Handle<Trainable> component, const TrainingData& data,
                 TrainSettings settings, RandomStreams& streams, JoinedTerm* joint)
    : Trainer(std::move(name), std::make_shared<ComponentTrainee>(std::move(component)), data,
              std::move(settings), streams, joint) {}

Trainer::Trainer(std::string name, std::shared_ptr<Trainee> trainee, const TrainingData& data,
                 TrainSettings settings, RandomStreams& streams, JoinedTerm* joint)
    : name_(std::move(name)),
      trainee_(std::move(trainee)),
      data_(data),
      settings_(std::move(settings)),
      streams_(streams),
      joint_(joint),
      position_(at::zeros({4}, at::kLong)),
      divergence_(trainee_->place(), data_, settings_.ranks) {
  read_schedule();
  check_shares(schedule_, settings_, data_, name_, trainee_->place());
  trainee_->prepare(data_);
  try {
    build();
  } catch (const std::invalid_argument& error) {
    fail_schedule(error.what());
  }
  find_unmoved();
  // From the start, so that a checkpoint without one is known to be damaged.
  streams_.stream(noise());
  if (joint_) streams_.stream(joint_noise());
  enter_stage();
}

void Trainer::read_schedule() {
  schedule_ = trainee_->schedule();
  if (const std::string problem = problem_of(schedule_); !problem.empty()) fail_schedule(problem);
  for (plan::Optimiser& one : schedule_.optimisers) one = changed(one, settings_.optimisers);
  const std::string unknown = unknown_phase(schedule_, trainee_->dynamic_phases());
  if (!unknown.empty()) fail_schedule(unknown);
}

void Trainer::fail_schedule(const std::string& why) const {
  throw Failure(Exit::run_failed,
                {fmt::format("{} declares a schedule that cannot be run", trainee_->place().id),
                 trainee_->place().where,
                 {why},
                 "correct its schedule()"});
}

void Trainer::build() {
  build_optimisers();
  phases_ = active_phases(schedule_, optimisers_, joint_);
  build_averages();
  learning_rates_ = std::make_unique<LearningRates>(all_optimisers(), settings_.decay_every,
                                                    settings_.decay_factors);
  still_phases_ = std::make_unique<StillPhases>(trainee_->place(), schedule_.phases, joint_);
  expect_steps();
}

void Trainer::build_optimisers() {
  const NamedTensors parameters = trainee_->parameters();
  for (const plan::Optimiser& settings : schedule_.optimisers) {
    const NamedTensors moved = chosen(parameters, settings.parameters);
    if (moved.empty()) {
      throw std::invalid_argument(
          fmt::format("optimiser \"{}\" moves no parameter", settings.name));
    }
    optimisers_.emplace_back(settings, moved);
  }
}

void Trainer::build_averages() {
  const TensorMap state(trainee_->state());
  for (const FusedOptimiser& followed : optimisers_) {
    for (const plan::Average& one : followed.settings().averages) {
      averages_.emplace_back(one, followed, state);
    }
  }
}

void Trainer::expect_steps() {
  for (FusedOptimiser* one : all_optimisers()) {
    std::vector<std::string> stepping;
    for (const auto& [name, active] : phases_) {
      const auto& steps = active.optimisers;
      if (std::find(steps.begin(), steps.end(), one) != steps.end()) stepping.push_back(name);
    }
    one->expect_steps(runs_of(stepping, schedule_, settings_, data_.rows()));
  }
}

void Trainer::find_unmoved() {
  std::vector<std::string> names = unmoved(trainee_->parameters(), schedule_, phases_);
  if (names.empty()) return;
  for (std::string& name : names) name = fmt::format("\"{}\"", name);
  warnings_.push_back(
      fmt::format("{}: no optimiser of its schedule() moves its {} {}", trainee_->place().id,
                  names.size() == 1 ? "parameter" : "parameters", fmt::join(names, ", ")));
}

void Trainer::enter_stage() {
  batches_.reset();
  if (finished()) return;
  batches_ = std::make_unique<BatchSource>(data_, batch_size(), drawn(stage()),
                                           streams_.cpu_stream(name_ + "/batches"), held_part());
}

void Trainer::run_pass(const std::vector<plan::Round>& pass) {
  for (const plan::Round& round : pass) run_round(round);
}

TrainPosition Trainer::position() const {
  const auto* at = position_.data_ptr<std::int64_t>();
  return {at[0], at[1], at[2], at[3]};
}

bool Trainer::finished() const { return current_stage() == schedule_.stages.size(); }

std::int64_t Trainer::epochs_of_stage() const { return stage().epochs.value_or(settings_.epochs); }

Sampling Trainer::drawn(const plan::Stage& stage) const {
  return settings_.sampling.value_or(stage.sampling);
}

std::int64_t Trainer::batches_in_epoch() const {
  return batches_per_epoch(data_.rows(), batch_size(), stage().sampling);
}

std::int64_t Trainer::iterations_per_epoch() const {
  return batches_in_epoch() * static_cast<std::int64_t>(stage().passes.size());
}

std::int64_t Trainer::iterations_done() const {
  return position().pass * batches_in_epoch() + position().iteration;
}

std::int64_t Trainer::iterations_in_all() const {
  std::int64_t all = finished() ? 0 : iterations_done();
  for (std::size_t i = 0; i <= current_stage() && i < schedule_.stages.size(); ++i) {
    const plan::Stage& one = schedule_.stages[i];
    const std::int64_t epochs =
        i < current_stage() ? one.epochs.value_or(settings_.epochs) : position().epoch;
    const std::int64_t batches =
        batches_per_epoch(data_.rows(), one.batch.value_or(settings_.batch), one.sampling);
    all += epochs * batches * static_cast<std::int64_t>(one.passes.size());
  }
  return all;
}

std::vector<PlannedStage> Trainer::plan() const {
  return planned_stages(schedule_, settings_, data_.rows());
}

zeroth::Progress Trainer::progress() const {
  return {position().epoch, epochs_of_stage(), iterations_done(), iterations_per_epoch()};
}

std::optional<CompletedEpoch> Trainer::step() {
  if (position().pass == 0 && position().iteration == 0) {
    for (FusedOptimiser* one : all_optimisers()) one->begin_epoch();
  }
  run_pass(stage().passes[static_cast<std::size_t>(position().pass)]);
  put_rows_aside();
  if (ends_epoch()) {
    check_means();
    divergence_.check_parameters(all_optimisers(), place());
  }
  return advance();
}

void Trainer::check_means() {
  if (finished()) return;
  divergence_.check_means(means_, all_optimisers(),
                          fmt::format("stage {}, epoch {}", stage().name, position().epoch + 1));
}

void Trainer::run_round(const plan::Round& round) {
  for (std::int64_t i = 0; i < round.repeats; ++i) {
    if (round.fresh_batch) batches_->draw();
    for (const std::string& phase : round.phases) run_phase(phases_.at(phase));
  }
}

void Trainer::run_phase(ActivePhase& active) {
  const auto run = [&] {
    std::vector<at::Tensor> gradients = gradients_of(active);
    if (settings_.ranks) {
      average_over_ranks(*settings_.ranks, active, gradients,
                         kept_of_batches(*trainee_, averages_));
    }
    if (active.parameters.empty()) return;  // only a joint term would step here, and there is none
    if (!settings_.still_phases) still_phases_->check(active, gradients, place());
    step_optimisers(active, gradients);
  };
  telling_of_memory(run, [&](Problem& problem) {
    if (problem.where.empty()) problem.where = trainee_->place().where;
    problem.why.push_back(fmt::format("in phase {} of {}, {}, with batches of {} rows",
                                      active.phase.name, name_, place(), batch_size()));
  });
}

/// Of the phase's loss by all its parameters, undefined where it reads nothing.
std::vector<at::Tensor> Trainer::gradients_of(ActivePhase& active) {
  const Moving moving(active.parameters);
  if (!settings_.ranks && settings_.tried) try_phase(active);
  std::optional<OperationRecord> record;
  if (watch_) record.emplace(watch_->begin(active.phase.name));
  const std::vector<Term> terms = terms_of(active);
  record.reset();  // what the host does with the losses is no part of the phase
  if (settings_.ranks) {
    expect_same_exchange(*settings_.ranks, terms, kept_of_batches(*trainee_, averages_),
                         trainee_->place(),
                         fmt::format("phase {}, {}", active.phase.name, place()));
  }
  const at::Tensor loss =
      divergence_.finite_sum(terms, all_optimisers(), means_, active.phase.name, place());
  if (active.parameters.empty() || !loss.requires_grad()) {
    return std::vector<at::Tensor>(active.parameters.size());
  }
  if (looks_at_gradients()) {
    add_gradient_norms(terms, active.optimisers, active.parameters, gradient_norms_);
  }
  if (watch_) record.emplace(watch_->last(active.phase.name));
  return torch::autograd::grad({loss}, active.parameters, {}, /*retain_graph=*/false,
                               /*create_graph=*/false, /*allow_unused=*/true);
}

void Trainer::step_optimisers(const ActivePhase& active, const std::vector<at::Tensor>& gradients) {
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

bool Trainer::looks_at_gradients() const {
  return settings_.gradients_every > 0 && position().iteration % settings_.gradients_every == 0;
}

bool Trainer::ends_epoch() const {
  const TrainPosition at = position();
  return at.iteration + 1 == batches_in_epoch() &&
         at.pass + 1 == static_cast<std::int64_t>(stage().passes.size());
}

std::optional<CompletedEpoch> Trainer::advance() {
  auto* at = position_.data_ptr<std::int64_t>();
  if (++at[3] < batches_in_epoch()) return std::nullopt;
  at[3] = 0;
  if (++at[2] < static_cast<std::int64_t>(stage().passes.size())) return std::nullopt;
  at[2] = 0;
  ++at[1];
  const CompletedEpoch completed{stage().name, in_last_stage(), at[1], epochs_of_stage()};
  if (in_last_stage()) learning_rates_->decay(at[1]);
  if (at[1] == epochs_of_stage()) {
    at[1] = 0;
    ++at[0];
    enter_stage();
  }
  return completed;
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

}  // namespace zeroth::host
