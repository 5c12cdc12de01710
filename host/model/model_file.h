#pragma once

#include <zeroth/tensors.h>

#include <filesystem>
#include <string>

#include "host/base/json.h"

namespace zeroth::host {

/// What prediction needs and nothing else, as two files: model.safetensors and model.json.
///
/// Tensors: "classes/attributes" [C,d], "classes/seen" [S], "classes/unseen" [U], "word_vectors"
/// [K,G] of region features, "scale/minimum" and "scale/divisor" [D] double of feature rows, and
/// what the recipe keeps: "parts/<block>/...", "recipe/...", "fitted/<block>/...", "predictor/...".
///
/// The card, model.json, has a checksum of its own and the hash of the tensors:
///   "format", "name", "recipe", "seed", "epoch", "protocol", "setting", "figures" (percent),
///   "run" (hash of pipeline, data and plugins), "scores" (hash of the scores that the figures are
///   computed from), "data" {"name", "hash"}, "train_rows", "plugins" {id: {"version", "hash"}},
///   "classes" [{"id" in the data set, from 0, "name" where there is one, "seen"}],
///   "reads" {"features": D} or {"regions": [M, H, W]}, "pipeline".
struct ModelFile {
  Json card = Json::object();
  NamedTensors tensors;
};

/// Writes both files, the card last.  @throws Failure(cannot_create or io).
/// @return the hash of the tensors.
std::string write_model(const std::filesystem::path& directory, const ModelFile& model);

/// @throws Failure as `read_model_card`; Failure(bad_data) where a file is damaged, or the two do
/// not belong together.
ModelFile read_model(const std::filesystem::path& directory);

void remove_model(const std::filesystem::path& directory);

}  // namespace zeroth::host
