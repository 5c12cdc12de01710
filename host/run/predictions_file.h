#pragma once

#include <filesystem>

#include "host/run/score_file.h"

namespace zeroth::host {

/// predictions.npy: [n,2] int64, label and prediction of each row of the scores.
void write_predictions(const std::filesystem::path& file, const ScoreFile& scores);

/// Whether the file is there and says what the scores say.
bool holds_predictions(const std::filesystem::path& file, const ScoreFile& scores);

}  // namespace zeroth::host
