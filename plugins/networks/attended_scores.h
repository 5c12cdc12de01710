#pragma once

#include <ATen/core/Tensor.h>

namespace zeroth::networks {

/// Scores of attributes attended over the items (regions or channels) of each image:
/// out[b,k] = sum_j softmax_j(attention_k . x_bj) * (score_k . x_bj).
///
/// items [B,J,D] contiguous, score and attention [K,D] -> [B,K]. A gradient flows to score and
/// attention, none to the items. The maps [B,K,J] are never held as a whole where J > D.
/// DEDN, arXiv:2404.16348, equations 2 and 5; MSDN, arXiv:2203.03137, equations 1 to 3.
at::Tensor attended_scores(const at::Tensor& items, const at::Tensor& score,
                           const at::Tensor& attention);

/// The attention alone: softmax over the items, [B,K,J].
at::Tensor attention_of_items(const at::Tensor& items, const at::Tensor& attention);

}  // namespace zeroth::networks
