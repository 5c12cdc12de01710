#pragma once

#include <ATen/core/Tensor.h>

namespace zeroth::networks {

/// log pi_k: of the share that each class has of the rows that a classifier learns from, which
/// logit adjustment adds to its logits (plugins/loss/README.md, logit-adjusted-cross-entropy).
/// A class without a row has the share of the rarest one with rows, so that no logit is infinite.
/// @param rows [K] of each class, any dtype, not negative and not all 0; of batches, the mean
/// @return [K] float64
at::Tensor log_prior(const at::Tensor& rows);

}  // namespace zeroth::networks
