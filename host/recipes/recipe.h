#pragma once

#include <zeroth/tensors.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/evaluate/predictor.h"
#include "host/train/random_streams.h"
#include "host/train/trainer.h"
#include "host/train/training_data.h"

namespace zeroth::host {

struct ParameterCount {
  std::string name;
  std::int64_t count = 0;
};

/// The course of one run on one problem: trainings one after the other, then a predictor.
class Recipe {
 public:
  virtual ~Recipe() = default;

  bool finished() const { return current_ == trainers_.size(); }
  /// One iteration of the current training.
  /// @return the epoch that it completed, if it did; `last_stage` only for the main training's own.
  std::optional<CompletedEpoch> step();
  /// The training that runs. Not to be called when finished.
  Trainer& training() { return *trainers_[current_]; }
  /// The stages of all trainings, in order.
  std::vector<PlannedStage> plan() const;
  /// Which of them runs. Not to be called when finished.
  std::size_t stage_number() const;
  /// A few iterations of every stage of every training, timed. Leaves the recipe used up.
  std::vector<RehearsedStage> rehearse(int iterations);
  /// Names of the optimisers of all trainings, a joint term's included.
  std::vector<std::string> optimiser_names();
  /// What is odd about its trainings, but can be run; a line each.
  std::vector<std::string> warnings() const;
  /// Number of parameters by component.
  std::vector<ParameterCount> parameter_counts();
  /// Means of every loss since the last call.
  std::vector<NamedMean> take_means();
  /// Means of every loss's gradients since the last call; see Trainer.
  std::vector<NamedMean> take_gradient_norms();

  /// The classifier as it stands after that many epochs of the main training. Trains whatever is
  /// trained for evaluation only, from random streams of its own: the training does not notice.
  virtual std::unique_ptr<Predictor> predictor(std::int64_t epoch) = 0;

  /// Whether the pipeline wants the predictor's threshold chosen on the validation problem.
  virtual bool chooses_threshold() const { return false; }
  /// Sets what was chosen there.
  virtual void set_threshold(double threshold) { static_cast<void>(threshold); }

  /// Everything that changes.
  NamedTensors state();
  void restore(const TensorMap& saved);

 protected:
  /// Called when training number `done` has ended, before the next begins, and again when a run
  /// continues behind it: must depend on nothing but what that training left.
  virtual void after_training(std::size_t done) { static_cast<void>(done); }
  /// Tensors of the recipe that belong to no training.
  virtual NamedTensors own_state() { return {}; }

  std::vector<std::unique_ptr<Trainer>> trainers_;

 private:
  std::size_t current_ = 0;
};

}  // namespace zeroth::host
