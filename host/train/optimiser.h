#pragma once

#include <zeroth/plan.h>

#include <cstdint>
#include <string>
#include <vector>

#include "host/train/optimiser_by_tensors.h"

namespace zeroth::host {

/// The optimisers of zeroth/training.h as torch.optim defines them, with one pass over each
/// parameter instead of about ten. Bits do not depend on the number of threads.
class FusedOptimiser {
 public:
  FusedOptimiser(plan::Optimiser settings, NamedTensors parameters);

  /// One step. `gradients` are aligned with `parameters()`; an undefined one leaves its parameter
  /// and its moments alone.
  void step(const std::vector<at::Tensor>& gradients);
  /// Forgets the gradients of the epoch before, where the settings say to accumulate them.
  void begin_epoch();
  /// How many steps the whole training takes, for a rate that has a shape.
  void expect_steps(std::int64_t total) { total_ = total; }

  const std::string& name() const { return settings_.name; }
  const plan::Optimiser& settings() const { return settings_; }
  /// Before its shape.
  double learning_rate() const { return settings_.learning_rate; }
  void set_learning_rate(double value) { settings_.learning_rate = value; }
  const NamedTensors& parameters() const { return parameters_; }

  /// Moments and step counts, to be saved and overwritten in place.
  NamedTensors state() const;
  /// @throws Failure(bad_data) where the state, restored in place, is none that steps can leave;
  /// the tensor's name comes behind `prefix`.
  void check_restored(const std::string& prefix) const;

 private:
  bool has_shape() const;
  StepScale next_scale(const std::vector<at::Tensor>& gradients);
  void step_plain(std::size_t index, const at::Tensor& gradient, double count,
                  const StepScale& scale);

  plan::Optimiser settings_;
  NamedTensors parameters_;
  // Undefined where the kind keeps none.
  std::vector<at::Tensor> first_;    // mean of gradients; momentum of sgd and rmsprop
  std::vector<at::Tensor> second_;   // mean of squared gradients
  std::vector<at::Tensor> largest_;  // amsgrad: of `second_`, so far
  std::vector<at::Tensor> sums_;     // accumulated gradients; empty without accumulation
  at::Tensor steps_;                 // [parameters] int64
  at::Tensor taken_;                 // [] int64: steps of the whole, which the rate's shape counts
  std::int64_t total_ = 0;
};

}  // namespace zeroth::host
