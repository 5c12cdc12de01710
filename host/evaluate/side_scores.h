#pragma once

#include "host/evaluate/best_among.h"

namespace zeroth::host {

/// Of every row its best seen and its best unseen class, with their scores: all that figures ask.
/// Twenty thousand classes take no more room than two.
struct SideScores {
  Best seen, unseen;  ///< [n]
  /// [m] of the rows of unseen classes, by a classifier of their own; ids are places among the
  /// unseen classes. Undefined: `unseen` serves.
  Best own;

  /// The class of every row [n] int64. Of equal scores the first class, as argmax over all of them.
  at::Tensor predictions() const;
  /// The best class of the row's own side, [n]; `is_seen` [n] bool.
  at::Tensor oracle_predictions(const at::Tensor& is_seen) const;
};

}  // namespace zeroth::host
