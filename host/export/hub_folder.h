#pragma once

#include <filesystem>

#include "host/export/hub_card.h"

namespace zeroth::host {

inline constexpr const char* kHubOnnx = "model.onnx";

/// Writes into a folder with model.onnx and both files of the model what people upload beside them:
/// README.md, a model card with the metrics in model-index form, labels.txt, citation.bib and
/// example.py, which predicts by model.onnx with numpy alone.
void write_hub_papers(const std::filesystem::path& folder, const HubModel& model);

}  // namespace zeroth::host
