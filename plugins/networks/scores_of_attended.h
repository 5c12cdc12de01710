#pragma once

#include <ATen/core/Tensor.h>

namespace zeroth::networks {

/// Several scores of each attribute by what it attends to in an image:
/// out[b,p,k] = score_pk . sum_j w_bjk x_bj, w the softmax of attention_k . x_bj over j.
///
/// items [B,J,D], score [P,K,D], attention [K,D] -> [B,P,K]. A gradient flows to score and
/// attention, none to the items. What is attended to, [K,B,D], is kept: there are four products
/// with the items whatever P is. For one score attended_scores() has as many and keeps less.
/// Huynh & Elhamifar, CVPR 2020, equations 1 to 5.
at::Tensor scores_of_attended(const at::Tensor& items, const at::Tensor& score,
                              const at::Tensor& attention);

}  // namespace zeroth::networks
