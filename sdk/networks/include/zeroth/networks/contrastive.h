#pragma once

#include <ATen/core/Tensor.h>

namespace zeroth::networks {

/// Supervised contrastive loss (Khosla et al., NeurIPS 2020, equation 2): for anchor i and
/// positives P_i (same label, not i) the mean over P_i of
/// -(z_i.z_j/t - log sum_{k!=i} exp(z_i.z_k/t)); the mean over anchors that have a positive, 0 with
/// zero gradient if none has.
///
/// z [N,Z] as given, labels [N] int64 >= 0 -> scalar. A gradient flows to z. Sums over positives
/// are taken through class sums, so one [N,N] matrix and its logsumexp are all that is ever held.
at::Tensor supervised_contrastive(const at::Tensor& z, const at::Tensor& labels,
                                  double temperature);

/// Cross-entropy of scores / temperature, CE-GZSL's class level (Han et al., CVPR 2021). scores
/// [B,S], positions [B] int64 of the labels among the seen classes -> scalar.
at::Tensor class_contrastive(const at::Tensor& scores, const at::Tensor& positions,
                             double temperature);

}  // namespace zeroth::networks
