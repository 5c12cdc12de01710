#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "host/base/json.h"

namespace zeroth::host {

/// All that the figures of a run may depend on.
struct RunContents {
  Json pipeline;                                         ///< resolved, with its seed
  std::map<std::string, std::filesystem::path> plugins;  ///< id -> library
  int threads = 1;
  std::string version;  ///< of the host
};

/// What makes a run the same run: a hash of the resolved pipeline, of the bytes of every file that
/// its parameters name (a folder stands for all files below it) and of its plugins, of threads and
/// version, as hexadecimal digits. Files below `folder` count by their way from there, so that a
/// study can be moved with its data; those below `apart`, where runs are written, do not count.
///
/// A file is hashed once as long as it looks the same (size, times, inode).
std::string run_contents_hash(const RunContents& contents, const std::filesystem::path& folder,
                              const std::filesystem::path& apart);

}  // namespace zeroth::host
