#pragma once

#include <ATen/core/Tensor.h>

namespace zeroth::networks {

// What pairwise_leaky computes, by whole-tensor operations: for devices that our own kernels do not
// reach. [rows,S,M] is held for as many rows of x as a fixed amount of memory takes.

/// x [B,M], y [S,M], w [M] -> [B,S].
at::Tensor pairs_by_tensors(const at::Tensor& x, const at::Tensor& y, const at::Tensor& w);

struct PairsDerivative {
  at::Tensor x, y, w;  ///< y and w undefined where only x was asked for
};
/// `upstream` [B,S].
PairsDerivative pairs_derivative_by_tensors(const at::Tensor& x, const at::Tensor& y,
                                            const at::Tensor& w, const at::Tensor& upstream,
                                            bool all);

}  // namespace zeroth::networks
