#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace zeroth::host {

/// How near rows [n,D] are to one another, as t-SNE has it (van der Maaten and Hinton, Visualizing
/// Data using t-SNE, JMLR 9, 2008, section 2): p_{j|i} is a Gaussian around row i whose width gives
/// entropy log(perplexity), found by bisection; p_ij = (p_{j|i} + p_{i|j}) / 2n.
/// @return [n,n] float, symmetric, 0 on the diagonal, with sum 1
/// @param perplexity  at least 1 and less than n, which is at least 2
at::Tensor neighbour_shares(const at::Tensor& rows, double perplexity);

/// p_{j|i} of row i alone: writes its shares in the place of its squared distances from all `count`
/// rows, itself among them.
void conditional_shares(float* distances, std::int64_t count, std::int64_t own, double perplexity);

}  // namespace zeroth::host
