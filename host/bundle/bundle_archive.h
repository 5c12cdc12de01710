#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace zeroth::host {

/// A file of a bundle and where its bytes are.
struct BundleMember {
  std::string name;
  std::filesystem::path file;
};

/// Writes a bundle, a zip archive that any program opens, in one step. It holds names and bytes, no
/// times and no owners: the same files make the same archive.
/// @throws Failure(io or cannot_create).
/// @return its size in bytes.
std::uintmax_t write_bundle(const std::filesystem::path& archive,
                            const std::vector<BundleMember>& members);

/// What `write_bundle` would write, in bytes.
std::uintmax_t bundle_size(const std::vector<BundleMember>& members);

/// Writes the files of a bundle into `folder`, which is empty. An archive may come from anybody:
/// only regular files of the names of `kBundleFiles` are taken, each once, and no more bytes than
/// a bundle of that size can hold.
/// @throws Failure(bad_data) where it is no bundle, Failure(no_input) where there is none,
/// Failure(io).
void unpack_bundle(const std::filesystem::path& archive, const std::filesystem::path& folder);

}  // namespace zeroth::host
