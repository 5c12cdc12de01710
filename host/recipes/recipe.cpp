#include "host/recipes/recipe.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/nearest.h>

#include <algorithm>

#include "host/base/problem.h"
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

}  // namespace

std::optional<CompletedEpoch> Recipe::step() {
  std::optional<CompletedEpoch> completed = training().step();
  if (completed) completed->last_stage = completed->last_stage && current_ + 1 == trainers_.size();
  while (!finished() && training().finished()) after_training(current_++);
  return completed;
}

std::vector<PlannedStage> Recipe::plan() const {
  std::vector<PlannedStage> all;
  for (const auto& trainer : trainers_) {
    for (PlannedStage& one : trainer->plan()) all.push_back(std::move(one));
  }
  return all;
}

std::size_t Recipe::stage_number() const {
  std::size_t number = static_cast<std::size_t>(trainers_[current_]->position().stage);
  for (std::size_t i = 0; i < current_; ++i) number += trainers_[i]->plan().size();
  return number;
}

std::vector<RehearsedStage> Recipe::rehearse(int iterations) {
  std::vector<RehearsedStage> all;
  for (; !finished(); ++current_) {
    for (RehearsedStage& one : training().rehearse(iterations)) all.push_back(std::move(one));
    if (iterations > 0) after_training(current_);
  }
  return all;
}

void Recipe::check_decay_factors(const Json& pipeline) {
  std::vector<std::string> known;
  for (const auto& trainer : trainers_) {
    for (std::string& name : trainer->optimiser_names()) known.push_back(std::move(name));
  }
  for (const auto& [name, factor] : pipeline.at("train").at("decay").at("factors").items()) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    throw Failure(Exit::bad_configuration,
                  {fmt::format("no optimiser \"{}\"{}", name, did_you_mean(nearest(name, known))),
                   "/train/decay/factors/" + name,
                   {fmt::format("this run has: {}", fmt::join(known, ", "))},
                   ""});
  }
}

std::vector<std::string> Recipe::warnings() const {
  std::vector<std::string> all;
  for (const auto& trainer : trainers_) {
    all.insert(all.end(), trainer->warnings().begin(), trainer->warnings().end());
  }
  return all;
}

std::vector<ParameterCount> Recipe::parameter_counts() {
  std::vector<ParameterCount> counts;
  for (const auto& trainer : trainers_) counts.push_back({trainer->name(), trainer->parameters()});
  return counts;
}

std::vector<NamedMean> Recipe::take_means() {
  return gather(trainers_, [](Trainer& one) { return one.take_means(); });
}

std::vector<NamedMean> Recipe::take_gradient_norms() {
  return gather(trainers_, [](Trainer& one) { return one.take_gradient_norms(); });
}

NamedTensors Recipe::state() {
  NamedTensors all = own_state();
  for (const auto& trainer : trainers_) {
    for (NamedTensor& one : trainer->state()) all.push_back(std::move(one));
  }
  return all;
}

void Recipe::restore(const TensorMap& saved) {
  restore_in_place(own_state(), saved);  // first: a trainer looks at what its joint term moves
  for (const auto& trainer : trainers_) trainer->restore(saved);
  current_ = 0;
  while (!finished() && training().finished()) after_training(current_++);
  for (std::size_t later = current_ + 1; later < trainers_.size(); ++later) {
    if (trainers_[later]->position() == TrainPosition()) continue;
    refuse_damaged(trainers_[later]->name() + "/position", "has begun before the training ahead");
  }
}

}  // namespace zeroth::host
