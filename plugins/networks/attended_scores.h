#pragma once

#include <ATen/core/Tensor.h>

namespace zeroth::networks {

/// What the attention weights are shares of.
enum class Over {
  items,       ///< of an attribute's attention, over the regions or channels
  attributes,  ///< of an item's attention, over the attributes
};

/// Scores of attributes attended over the items (regions or channels) of each image:
/// out[b,k] = sum_j w_bjk * (score_k . x_bj), w the softmax of attention_k . x_bj over j or over k.
///
/// items [B,J,D], each image contiguous or transposed; score and attention [K,D] -> [B,K].
/// A gradient flows to score and attention, none to the items. The maps [B,K,J] are not held as a
/// whole where J > D and the softmax is over the items.
/// DEDN, arXiv:2404.16348, equations 2 and 5; MSDN, arXiv:2203.03137, equations 1 to 5.
at::Tensor attended_scores(const at::Tensor& items, const at::Tensor& score,
                           const at::Tensor& attention, Over over = Over::items);

/// The weights alone: [B,K,J].
at::Tensor attention_of_items(const at::Tensor& items, const at::Tensor& attention,
                              Over over = Over::items);

}  // namespace zeroth::networks
