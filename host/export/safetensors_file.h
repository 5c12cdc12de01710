#pragma once

#include <filesystem>

#include "host/model/model_file.h"

namespace zeroth::host {

/// A model in one file: its tensors, and in the metadata what `labels_of` says, the card among it.
void write_safetensors_model(const std::filesystem::path& file, const ModelFile& model);

/// @throws Failure(bad_data) where it is damaged or none of these.
ModelFile read_safetensors_model(const std::filesystem::path& file);

}  // namespace zeroth::host
