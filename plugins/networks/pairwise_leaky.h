#pragma once

#include <ATen/core/Tensor.h>

namespace zeroth::networks {

/// out_bs = sum_m w_m LeakyReLU(x_bm + y_sm, 0.2): the hidden layer of a network that looks at
/// every pair of a row of x and a row of y, without ever holding [B,S,M].
///
/// x [B,M], y [S,M], w [M] -> [B,S]. A gradient flows to all three. Memory beyond inputs and
/// output: their gradients. The bits do not depend on the number of threads.
at::Tensor pairwise_leaky(const at::Tensor& x, const at::Tensor& y, const at::Tensor& w);

}  // namespace zeroth::networks
