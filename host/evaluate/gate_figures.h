#pragma once

#include "host/evaluate/metrics.h"
#include "host/evaluate/side_scores.h"

namespace zeroth::host {

/// What any classifier over all classes does as a gate between seen and unseen: its score is the
/// best seen class's minus the best unseen class's. Fractions; per-class averages as U and S.
struct GateFigures {
  OodMetrics detector;
  GzslAccuracy oracle;           ///< of the best class of a row's own side: a perfect gate's
  GzslAccuracy lost_to_gate;     ///< rows called seen or unseen wrongly, of each side; H unused
  GzslAccuracy lost_to_experts;  ///< rows on the right side that get a wrong class; H unused
};

/// labels and predictions [n] int64, classes; U + lost_to_gate.U + lost_to_experts.U = 1, if there
/// are rows of unseen classes; so for S.
GateFigures gate_figures(const SideScores& sides, const at::Tensor& labels,
                         const at::Tensor& predictions, const at::Tensor& seen,
                         const at::Tensor& unseen);

}  // namespace zeroth::host
