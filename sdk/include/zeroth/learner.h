#pragma once

#include <zeroth/training.h>

#include <string>
#include <vector>

namespace zeroth {

/// A part of a loss, with the name that reports and messages use.
struct Term {
  std::string name;
  at::Tensor value;  ///< scalar, its weight included
};

/// Several components that a recipe trains as one. A single one needs none: it declares its own
/// schedule.
class ZEROTH_API Learner {
 public:
  virtual ~Learner();
  virtual Schedule schedule() const = 0;
  /// Of all components, under stable names.
  virtual NamedTensors parameters() = 0;
  /// All else that must be saved to continue.
  virtual NamedTensors state();
  /// The terms whose sum is the loss of a phase. All randomness comes from `rng`.
  virtual std::vector<Term> terms(const std::string& phase, const SeenBatch& batch,
                                  at::Generator rng) = 0;
};

}  // namespace zeroth
