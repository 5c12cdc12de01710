#pragma once

#include <zeroth/tensors.h>

#include <cstdint>
#include <vector>

#include "host/base/json.h"
#include "host/evaluate/evaluation.h"

namespace zeroth::host {

/// scores.safetensors: what a result was computed from, so that every figure can be computed again.
///
/// Tensors: "scores" [n,C], "unseen_scores" [m,U] where unseen classes have a classifier of their
/// own; or of each row what figures ask (`SideScores`): "seen_best" [n] (the score) and
/// "seen_class" [n] (its column), "unseen_best", "unseen_class", and "own_best" [m] and "own_class"
/// [m] (a place among the unseen ones). "labels" [n], "predictions" [n] (columns of the scores),
/// "rows" [n] (numbers of the rows in the data set, from 0), "classes" [C] (class of the data set
/// of each column, from 0), "seen" [S], "unseen" [U] (columns), and "experts/..." of recipe
/// `embedding`. Metadata: see `facts`.
///
/// All scores have the smallest type (float16, float32, float64) with which every figure and
/// prediction is the same to the last bit and no row gets a tie between its best classes; the best
/// ones the smallest that loses nothing.
struct ScoreFile {
  ScoredRows rows;
  at::Tensor predictions;             ///< [n] int64
  std::vector<std::int64_t> numbers;  ///< [n] of the rows in the data set
  std::vector<std::int64_t> classes;  ///< [C] of the data set
  NamedTensors experts;               ///< without the prefix
  /// {"problem", "epoch", "class_names", "warnings", "optimum", "precision", "device"}; class
  /// names, warnings of the data and optimum only where there are any.
  Json facts = Json::object();
};

}  // namespace zeroth::host
