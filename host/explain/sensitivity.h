#pragma once

#include <zeroth/training.h>

#include <cstddef>
#include <string>
#include <vector>

#include "host/base/json.h"

namespace zeroth::host {

/// What experts said of every test image, and what turns it into a prediction.
struct StoredScores {
  TensorMap said;     ///< "expert/tensor" [n,...]
  at::Tensor labels;  ///< [n] int64, class ids
  Classes classes;    ///< attributes [C,K] with unit rows
  std::vector<std::string> experts;
  Json inference;  ///< the pipeline's block: weights, calibration
};

struct SensitivityPoint {
  double value = 0;
  double U = 0, S = 0, H = 0, T1 = 0;  ///< percent
};

/// Figures along one setting of inference, everything else as in the run.
struct SensitivityCurve {
  std::string setting;                   ///< "weight", "lambda_rc" or "calibration"
  std::string expert;                    ///< whose; empty for the calibration
  std::vector<SensitivityPoint> points;  ///< by value, the run's own among them
  std::size_t own = 0;                   ///< which one is the run's
};

struct Sensitivity {
  std::vector<SensitivityCurve> curves;
  std::vector<std::string> left_out;  ///< what has no curve, and why
};

/// The figures of the prediction that `stored` leads to, as the evaluator computes them.
SensitivityPoint figures_of(const StoredScores& stored);

/// Figures as functions of
/// - the share of an expert in the weights of inference, the others keeping their proportions: one
///   curve for two experts, one for each of more;
/// - lambda_rc of every expert that offers region and channel scores of attributes: class scores
/// are
///   linear in them, P(l) = P(l0) + (l - l0) (o_r - o_c) A^T, and l0 is what its scores show;
/// - the calibration.
Sensitivity sensitivity(const StoredScores& stored);

}  // namespace zeroth::host
