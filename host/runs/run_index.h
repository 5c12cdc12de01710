#pragma once

#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

#include "host/runs/run_summary.h"
#include "host/runs/setting_table.h"

namespace zeroth::host {

/// A run as the index has it.
struct IndexedRun {
  std::string stamp;  ///< RunStamp::hash of when it was read
  RunSummary summary;
  std::vector<SettingId> settings;
};

/// Runs of a folder by the names of their directories.
using IndexedRuns = std::unordered_map<std::string, IndexedRun>;

/// Where the index of a folder is kept: in the user's cache, since a folder of runs may belong to
/// others or lie where SQLite cannot lock a file. Empty where there is no cache.
std::filesystem::path index_file(const std::filesystem::path& folder);

/// All that the file holds of use. It is only a memory: what is damaged in it, or of another
/// program, is not there, and nothing is thrown. Settings go into the table.
IndexedRuns read_index(const std::filesystem::path& file, SettingTable& settings);

/// Writes `runs`, which are new or were read again, and forgets those in `gone`. Where the file
/// cannot be written, or another process writes it, nothing happens; what is no index of this
/// version becomes one.
void update_index(const std::filesystem::path& file, const IndexedRuns& runs,
                  const std::vector<std::string>& gone, const SettingTable& settings);

}  // namespace zeroth::host
