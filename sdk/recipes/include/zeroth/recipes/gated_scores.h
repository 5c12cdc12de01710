#pragma once

#include <ATen/core/Tensor.h>
#include <zeroth/training.h>

namespace zeroth::recipes {

/// Scores [n,C] such that the best class is that of the side which the gate chooses: the best seen
/// class where `above` is positive, the best unseen one elsewhere. `above` [n] is the detector's
/// score minus its threshold; the difference of the two sides' best scores is `above` again.
/// seen_logits [n,S], unseen_logits [n,U].
at::Tensor gated_scores(const at::Tensor& seen_logits, const at::Tensor& unseen_logits,
                        const at::Tensor& above, const Classes& classes);

}  // namespace zeroth::recipes
