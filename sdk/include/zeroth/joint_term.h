#pragma once

#include <zeroth/learner.h>
#include <zeroth/training.h>

#include <string>
#include <vector>

namespace zeroth {

/// What a recipe adds to the loss of every phase that a method marks as joint, and what moves with
/// it there.
class ZEROTH_API JointTerm {
 public:
  virtual ~JointTerm();
  /// The terms for that batch of real rows, which are the `rows` [B] int64 of the training data;
  /// their sum is added to the phase's own loss. All randomness comes from `rng`.
  virtual std::vector<Term> terms(const SeenBatch& batch, const at::Tensor& rows,
                                  at::Generator rng) = 0;
  /// What the optimisers move, under stable names.
  virtual NamedTensors parameters() = 0;
  /// Declares optimisers alone: the host steps them together with those of the phase.
  virtual Schedule optimisers() const = 0;
  /// Told where no gradient came to one of them; throws where there has to be one.
  virtual void nothing_moves(const std::string& optimiser) const;
};

}  // namespace zeroth
