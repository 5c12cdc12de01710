#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "host/data/region_rows.h"
#include "host/evaluate/gate_figures.h"
#include "host/evaluate/predictor.h"

namespace zeroth::host {

/// Rows that only an Evaluator reads. All but the features are on the CPU.
struct TestData {
  at::Tensor features;  ///< [n,D], scaled like the training rows; undefined where there are regions
  RegionRows regions;   ///< region features of the n images, or nothing
  at::Tensor labels;    ///< [n] int64, class ids
  at::Tensor seen;      ///< [S] int64, sorted
  at::Tensor unseen;    ///< [U] int64, sorted
};

/// Figures in percent (Xian et al., TPAMI 2019; AUSUC: Chao et al., ECCV 2016). Without test rows
/// of seen classes only T1 means anything, without such of unseen classes only S.
struct Evaluation {
  bool has_seen_rows = true, has_unseen_rows = true;
  double U = 0, S = 0, H = 0, T1 = 0, AUSUC = 0;
  SeenUnseenCurve curve;   ///< fractions
  GateFigures gate;        ///< fractions
  at::Tensor labels;       ///< [n] int64
  at::Tensor predictions;  ///< [n] int64, argmax over all classes

  bool has_both() const { return has_seen_rows && has_unseen_rows; }
  /// What the best epoch is chosen by: H, or the one figure that means anything.
  double choosing_figure() const;
  /// The same with U, S and H at the threshold where H is best.
  Evaluation at_best_threshold() const;
};

/// Owns a test set and counts how often it is looked at. Scores are made on the device of the
/// predictor, figures of them on the CPU.
class Evaluator {
 public:
  explicit Evaluator(TestData data, const at::Device& device = at::kCPU);
  /// One look: all figures from the same predictor.
  Evaluation look(const Predictor& predictor);
  std::int64_t looks() const { return looks_; }
  /// Continues the count of an earlier process.
  void set_looks(std::int64_t looks) { looks_ = looks; }

 private:
  at::Tensor all_scores(const Predictor& predictor) const;
  at::Tensor zero_shot_scores(const Predictor& predictor, const at::Tensor& scores) const;
  double zero_shot_accuracy(const Predictor& predictor, const at::Tensor& scores) const;

  TestData data_;
  at::Device device_;
  at::Tensor unseen_rows_;  // of the rows, those of unseen classes
  std::int64_t looks_ = 0;
};

}  // namespace zeroth::host
