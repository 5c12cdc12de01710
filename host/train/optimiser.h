#pragma once

#include <zeroth/training.h>

#include <cstdint>
#include <string>
#include <vector>

namespace zeroth::host {

/// Adam and RMSprop as torch.optim defines them, with one pass over each parameter instead of about
/// ten. Bits do not depend on the number of threads.
class FusedOptimiser {
 public:
  /// @throws Failure(run_failed) for an unknown kind.
  FusedOptimiser(Optimiser settings, NamedTensors parameters);

  /// One step. `gradients` are aligned with `parameters()`; an undefined one leaves its parameter
  /// and its moments alone.
  void step(const std::vector<at::Tensor>& gradients);
  /// Forgets the gradients of the epoch before, where the settings say to accumulate them.
  void begin_epoch();

  const std::string& name() const { return settings_.name; }
  double learning_rate() const { return settings_.learning_rate; }
  void set_learning_rate(double value) { settings_.learning_rate = value; }
  const NamedTensors& parameters() const { return parameters_; }

  /// Moments and step counts, to be saved and overwritten in place.
  NamedTensors state() const;
  /// @throws Failure(bad_data) where the state, restored in place, is none that steps can leave;
  /// the tensor's name comes behind `prefix`.
  void check_restored(const std::string& prefix) const;

 private:
  void step_plain(std::size_t index, const at::Tensor& parameter, const at::Tensor& gradient,
                  double count);

  Optimiser settings_;
  bool adam_ = true;
  NamedTensors parameters_;
  std::vector<at::Tensor> first_;   // Adam: mean of gradients; RMSprop: momentum buffer
  std::vector<at::Tensor> second_;  // mean of squared gradients
  std::vector<at::Tensor> sums_;    // accumulated gradients; empty without accumulation
  at::Tensor steps_;                // [parameters] int64
};

}  // namespace zeroth::host
