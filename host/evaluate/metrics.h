#pragma once

#include <ATen/core/Tensor.h>

#include "host/evaluate/best_among.h"

namespace zeroth::host {

// Fractions, not percent. Class lists are sorted ids; labels, predictions and ids are int64. A
// class without test rows is left out of its mean, and a mean over no class is 0. First maximum
// wins. Per-class averages: Xian et al., TPAMI 2019 (host/evaluate/README.md, U, S, H).

/// Mean over `classes` of the share of each class's rows that are predicted right.
double per_class_accuracy(const at::Tensor& labels, const at::Tensor& predictions,
                          const at::Tensor& classes);

struct GzslAccuracy {
  double U = 0;  ///< per-class accuracy over the unseen classes
  double S = 0;  ///< over the seen classes
  double H = 0;  ///< 2US / (U + S), 0 if both are 0
};
GzslAccuracy gzsl_accuracy(const at::Tensor& labels, const at::Tensor& predictions,
                           const at::Tensor& seen, const at::Tensor& unseen);

double harmonic_mean(double a, double b);

/// One more than the largest id of both; either may be empty.
std::int64_t class_count(const at::Tensor& labels, const at::Tensor& classes);

/// The class of each row [n] when only `classes` are possible; scores [n,C].
at::Tensor restricted_prediction(const at::Tensor& scores, const at::Tensor& classes);

/// All class ids below `count` that are not in `classes`.
at::Tensor other_classes(const at::Tensor& classes, std::int64_t count);

struct CalibratedStacking {
  at::Tensor predictions;  ///< [n], argmax of score - gamma [seen]
  GzslAccuracy accuracy;
};
CalibratedStacking calibrated_stacking(const at::Tensor& scores, const at::Tensor& labels,
                                       const at::Tensor& seen, double gamma);

struct SeenUnseenCurve {
  double ausuc = 0;  ///< area under U over S, by trapezoid
  double best_H = 0;
  GzslAccuracy best;          ///< where H is best
  double best_threshold = 0;  ///< a threshold there, midway between two rows
  double max_U = 0, max_S = 0;
};
/// The exact seen-unseen curve over every calibration (Chao et al., ECCV 2016): rows are called
/// seen iff their best seen score exceeds their best unseen score by more than the threshold.
/// scores [n,C], sorted once: O(n log n) after the two maxima.
SeenUnseenCurve ausuc(const at::Tensor& scores, const at::Tensor& labels, const at::Tensor& seen);
/// The same of the best scores of every row on both sides; a class that is not in `seen` is unseen.
SeenUnseenCurve ausuc(const Best& best_seen, const Best& best_unseen, const at::Tensor& labels,
                      const at::Tensor& seen);

struct OodMetrics {
  double auroc = 0;  ///< P(seen above unseen) + P(equal) / 2
  double fpr95_seen_positive = 0, fpr95_unseen_positive = 0;
  double aupr_seen_positive = 0, aupr_unseen_positive = 0;
  double unseen_share = 0;
};
/// How well `score` [n] (larger = seen) separates rows with `is_seen` [n] 1 from those with 0. With
/// only one kind of rows, everything but `unseen_share` is 0.
OodMetrics ood_metrics(const at::Tensor& score, const at::Tensor& is_seen);

}  // namespace zeroth::host
