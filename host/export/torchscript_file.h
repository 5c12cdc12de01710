#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>

#include "host/export/recorded_model.h"
#include "host/model/loaded_model.h"

namespace zeroth::host {

/// A module with `forward(features [N,D]) -> scores [N,C]`, of region features `forward(regions
/// [N,M,H,W])`. Its tensors are buffers; its attributes are `labels`, a list of texts, and `seen`,
/// a list of bools, of each column, and `card`, the text of model.json.
void write_torchscript(const std::filesystem::path& file, const Recording& recorded,
                       const LoadedModel& model);

/// What the module in a file says of samples.
at::Tensor torchscript_scores(const std::filesystem::path& file, const at::Tensor& input);

}  // namespace zeroth::host
