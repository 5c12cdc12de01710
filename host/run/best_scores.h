#pragma once

#include <filesystem>

#include "host/run/score_file.h"

namespace zeroth::host {

/// best_scores.safetensors: of the scores of a run what every figure is computed from, in a
/// twentieth of their room. Figures ask of a row no more than its best seen and its best unseen
/// class, with their scores, and the class that it gets when only unseen ones are possible.
///
/// Tensors: "seen_best" [n] (the score) and "seen_class" [n] (its column), "unseen_best",
/// "unseen_class", where unseen classes have a classifier of their own "own_best" [m] and
/// "own_class" [m], and "labels", "predictions", "rows", "classes", "seen", "unseen" as of
/// `ScoreFile`. Scores have the smallest type that loses nothing of the stored ones.
void write_best_scores(const std::filesystem::path& file, const ScoreFile& scores);

/// The same as scores: those that were left out are the lowest number that there is, so that every
/// figure and prediction is that of the whole scores, to the last bit.
/// @throws Failure(bad_data) when it is damaged, Failure(no_input) when it is missing.
ScoreFile read_best_scores(const std::filesystem::path& file);

/// Where `scores` has one that was kept.
at::Tensor kept_scores(const at::Tensor& scores);

}  // namespace zeroth::host
