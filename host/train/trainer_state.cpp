// What a checkpoint holds of a Trainer.
#include <fmt/format.h>
#include <zeroth/finite.h>

#include "host/train/restore.h"
#include "host/train/trainer.h"

namespace zeroth::host {
namespace {

void append(NamedTensors& all, const std::string& prefix, const NamedTensors& some) {
  for (const NamedTensor& one : some) all.push_back({prefix + one.name, one.tensor});
}

}  // namespace

/// All whose names and shapes are known before anything is restored.
NamedTensors Trainer::component_state() {
  NamedTensors all;
  append(all, name_ + "/parameters/", trainee_->parameters());
  append(all, name_ + "/state/", trainee_->state());
  for (FusedOptimiser* one : all_optimisers()) {
    append(all, name_ + "/optimisers/" + one->name() + "/", one->state());
  }
  if (batches_) append(all, name_ + "/batches/", batches_->state());
  all.push_back({name_ + "/position", position_});
  all.push_back({name_ + "/learning_rates", learning_rates_->tensor()});
  return all;
}

NamedTensors Trainer::state() {
  check_means();  // a checkpoint in the middle of an epoch, too, is one to go on from
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
  learning_rates_->take_up(name_ + "/learning_rates");
}

void Trainer::check_restored() {
  check_position();
  NamedTensors parameters;
  append(parameters, name_ + "/parameters/", trainee_->parameters());
  if (joint_) {
    for (const FusedOptimiser& one : joint_->optimisers()) append(parameters, "", one.parameters());
  }
  for (const NamedTensor& one : parameters) {
    if (!all_finite(one.tensor)) refuse_damaged(one.name, "is not finite");
  }
  for (const FusedOptimiser* one : all_optimisers()) {
    one->check_restored(name_ + "/optimisers/" + one->name() + "/");
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
  expect("iteration", at.iteration, ended ? 1 : batches_in_epoch());
  if ((at.pass > 0 || at.iteration > 0) && means_.empty()) {
    refuse_damaged(name_ + "/position", "is inside an epoch whose running means are missing");
  }
}

}  // namespace zeroth::host
