#pragma once

#include "host/evaluate/metrics.h"

namespace zeroth::host {

/// What any classifier over all classes does as a gate between seen and unseen: its score is the
/// best seen class's minus the best unseen class's. Fractions; per-class averages as U and S.
struct GateFigures {
  OodMetrics detector;
  GzslAccuracy oracle;           ///< of `oracle_prediction`: what a perfect gate would reach
  GzslAccuracy lost_to_gate;     ///< rows called seen or unseen wrongly, of each side; H unused
  GzslAccuracy lost_to_experts;  ///< rows on the right side that get a wrong class; H unused
};

/// [n], the best class of the row's own side.
at::Tensor oracle_prediction(const at::Tensor& scores, const at::Tensor& labels,
                             const at::Tensor& seen, const at::Tensor& unseen);

/// scores [n,C]; labels and predictions [n]; U + lost_to_gate.U + lost_to_experts.U = 1, if there
/// are rows of unseen classes; so for S.
GateFigures gate_figures(const at::Tensor& scores, const at::Tensor& labels,
                         const at::Tensor& predictions, const at::Tensor& seen,
                         const at::Tensor& unseen);

}  // namespace zeroth::host
