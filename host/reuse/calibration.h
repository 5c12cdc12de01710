#pragma once

#include <ATen/core/Tensor.h>

#include <string>

#include "host/base/json.h"
#include "host/evaluate/evaluation.h"

namespace zeroth::host {

/// What is taken from the scores of seen classes before the best class answers (calibrated
/// stacking, Chao et al., An Empirical Study and Analysis of Generalized Zero-Shot Learning for
/// Object Recognition in the Wild, ECCV 2016, eq. 2). For a model with a gate it moves the
/// threshold.
struct Calibration {
  /// "none"; "fixed": `number`; "seen-quantile": such that a share `number` of training rows, all
  /// of seen classes, would be taken for unseen; "best": where H of the very rows that are
  /// evaluated is largest, which is no figure of a classifier that anybody could have.
  std::string rule = "none";
  double number = 0.0;
};

/// Of the text "none", "best", "seen-quantile=0.05" or a number.
/// @throws Failure(usage) for another one.
Calibration parse_calibration(const std::string& text);

/// By how much the best seen class is ahead of the best unseen one.
/// @param scores [n,C] float or double  @param seen, unseen [S], [U] int64, columns
/// @return [n] double
at::Tensor lead_of_seen(const at::Tensor& scores, const at::Tensor& seen, const at::Tensor& unseen);

/// The best scores of each side, `gamma` taken from those of seen classes, in double.
ScoredRows calibrated(const ScoredRows& rows, double gamma);

}  // namespace zeroth::host
