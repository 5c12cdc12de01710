#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>
#include <zeroth/training.h>

#include <vector>

#include "host/train/optimiser.h"
#include "host/train/term.h"

namespace zeroth::host {

/// What a recipe adds to the loss of every phase that a method marks as joint.
class JointTerm {
 public:
  virtual ~JointTerm() = default;
  /// The terms for that batch of real rows, which are the `rows` [B] int64 of the training data;
  /// their sum is added to the phase's own loss.
  virtual std::vector<Term> terms(const SeenBatch& batch, const at::Tensor& rows,
                                  at::Generator rng) = 0;
  /// Stepped together with the phase's own optimisers.
  virtual std::vector<FusedOptimiser>& optimisers() = 0;
  /// Told where no gradient came to one of them; throws where there has to be one.
  virtual void nothing_moves(const FusedOptimiser& optimiser) const {
    static_cast<void>(optimiser);
  }
};

}  // namespace zeroth::host
