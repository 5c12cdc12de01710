#pragma once

#include <ATen/core/Tensor.h>

namespace zeroth::losses {

/// D3GZSL's pair loss (plugins/loss/README.md): l_ij = cos(teacher_i, student_j), or (cos + 1) / 2
/// when `half`; the mean over all pairs, diagonal included, of the binary cross-entropy with logit
/// l_ij against [labels_i = labels_j].
///
/// teacher [N,E], student [N,E], labels [N] int64 -> scalar. A gradient flows to both sides. One
/// matrix product; no more than [N,N] is ever held. Cosine: x / max(|x|, 1e-8) on both sides.
at::Tensor pair_loss(const at::Tensor& teacher, const at::Tensor& student, const at::Tensor& labels,
                     bool half);

}  // namespace zeroth::losses
