#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "host/base/json.h"
#include "host/evaluate/evaluator.h"

namespace zeroth::host {

/// The figures of an evaluation in percent, as every document of a run names them; null where the
/// test rows that a figure needs are missing.
Json figures(const Evaluation& evaluation);

/// "U 25.0  S 73.3  H 37.3  T1 53.8", those that are known.
std::string figures_text(const Json& figures);

/// How well seen and unseen rows are told apart, and what the errors are due to, in percent.
Json figures(const GateFigures& gate);

/// What a run knows about itself beside the tensors; a checkpoint carries it.
struct RunRecord {
  /// `selection` (strict-val and validation: training on the validation problem) or `final`.
  std::string part = "final";
  std::int64_t epochs = 0;          ///< of the main training of this part
  std::int64_t test_looks = 0;      ///< evaluations on test rows so far
  std::int64_t best_epoch = 0;      ///< of the part; 0 = none evaluated yet
  double best_H = -1.0;             ///< of that epoch, percent; see Evaluation::choosing_figure()
  Json best_figures, best_gate;     ///< of that epoch; the gate is null without rows of both sides
  std::optional<double> threshold;  ///< selection: of that epoch; final: what was chosen there
  std::uintmax_t metrics_size = 0;

  Json to_json() const;
  static RunRecord from_json(const Json& json);
};

}  // namespace zeroth::host
