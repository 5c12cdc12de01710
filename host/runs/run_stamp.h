#pragma once

#include <filesystem>
#include <string>

namespace zeroth::host {

/// What the files of a run look like from outside: while that stays the same, they need not be read
/// again.
struct RunStamp {
  std::string hash;
  /// Whether the files have been still for so long that one which is written from now on will look
  /// another way, however coarse the clock of the file system is.
  bool is_settled = false;
};

RunStamp stamp_of_run(const std::filesystem::path& directory);

/// Of a slot of a study: of all its runs, and of the folder that they lie in.
RunStamp stamp_of_slot(const std::filesystem::path& slot);

}  // namespace zeroth::host
