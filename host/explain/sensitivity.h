#pragma once

#include <zeroth/training.h>

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/engine/composer.h"

namespace zeroth::host {

/// What experts said of every test image, and what turns it into a prediction.
struct StoredScores {
  TensorMap said;     ///< "expert/tensor" [n,...]
  at::Tensor labels;  ///< [n] int64, class ids
  Classes classes;    ///< attributes [C,K] with unit rows
  std::vector<std::string> experts;
  std::map<std::string, std::vector<OutputMix>> mixes;  ///< by expert: what parameters mix in it
  Json inference;  ///< the pipeline's block: weights, calibration
};

struct SensitivityPoint {
  double value = 0;
  double U = 0, S = 0, H = 0, T1 = 0;  ///< percent
};

/// Figures along one setting of inference, everything else as in the run.
struct SensitivityCurve {
  std::string setting;                   ///< "weight", "calibration", or a parameter's name
  std::string expert;                    ///< whose; empty for the calibration
  std::string title, help;               ///< what moves, and what that is; the help may be empty
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
/// - a parameter l of an expert that mixes attribute scores o of two outputs f and s, where class
///   scores are linear in o: P(l) = P(l0) + (l - l0) (f - s) A^T, l0 its value in the run;
/// - the calibration.
Sensitivity sensitivity(const StoredScores& stored);

}  // namespace zeroth::host
