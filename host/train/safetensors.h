#pragma once

#include <zeroth/tensors.h>

#include <filesystem>
#include <map>
#include <string>

namespace zeroth::host {

/// Tensors by name and a few texts: a file in the safetensors format, which many tools read.
struct TensorFile {
  NamedTensors tensors;
  std::map<std::string, std::string> metadata;
};

/// Writes the file in one step: until it is complete and on disk the old one stays.
/// @throws Failure(io or cannot_create), for example when the disk is full.
void write_safetensors(const std::filesystem::path& file, const TensorFile& content);

/// @throws Failure(no_input) when there is no such file, Failure(bad_data) when it is damaged.
TensorFile read_safetensors(const std::filesystem::path& file);

}  // namespace zeroth::host
