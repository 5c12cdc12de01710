#pragma once

#include <zeroth/tensors.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "host/export/exported_input.h"
#include "host/export/recorded_model.h"
#include "host/model/loaded_model.h"

namespace zeroth::host {

inline constexpr int kOnnxOpset = 13;

/// What is written beside the operations of an ONNX file.
struct OnnxPapers {
  ExportedInput input;
  std::vector<std::int64_t> output;          ///< sizes of a row of "scores"
  NamedTensors tensors;                      ///< whose names are kept
  std::map<std::string, std::string> texts;  ///< the metadata
};

/// An ONNX model with that input and the output "scores" [N,...] float32, as the bytes of its file.
/// libonnx's checker has looked at it.
/// @throws NotRecorded where an operation cannot be said in ONNX, or there is more than one file
/// can hold; onnx::checker::ValidationError where the checker refuses it.
std::string onnx_bytes(const Recording& recorded, const OnnxPapers& papers);

/// Writes such a file of a model, with what `labels_of` says as its metadata.
/// @throws Failure(unavailable) where `onnx_bytes` cannot.
void write_onnx(const std::filesystem::path& file, const Recording& recorded,
                const LoadedModel& model);

}  // namespace zeroth::host
