#pragma once

#include <zeroth/tensors.h>

#include <filesystem>
#include <map>
#include <string>

namespace zeroth::host {

/// Tensors by name and a few texts: a file in the safetensors format, which many tools read. Types:
/// double, float, half, bfloat16, int64, int32, int16, int8, uint8 and bool.
struct TensorFile {
  NamedTensors tensors;  ///< as they lie in the file
  std::map<std::string, std::string> metadata;
};

/// Writes the file in one step: until it is complete and on disk the old one stays. It carries a
/// checksum of every byte of it, the first entry of `__metadata__`, which other readers ignore.
/// @throws Failure(io or cannot_create), for example when the disk is full.
void write_safetensors(const std::filesystem::path& file, const TensorFile& content);

enum class Checksum {
  required,  ///< of a file of our own
  optional,  ///< of a file of any program: checked where it is there
};

/// @throws Failure(no_input) when there is no such file, Failure(bad_data) when it is damaged.
TensorFile read_safetensors(const std::filesystem::path& file,
                            Checksum checksum = Checksum::required);

}  // namespace zeroth::host
