#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "host/runs/run_summary.h"

namespace zeroth::host {

// A study keeps each of its runs in a folder of its own, a slot, with everything that was tried for
// it: see host/study. To whoever lists runs a slot is a run.

/// Whether a directory is a slot: it has the files that a study writes before a run begins.
bool is_slot(const std::filesystem::path& directory);

/// A slot and how a list names it.
struct NamedSlot {
  std::filesystem::path path;
  std::string name;  ///< "STUDY/slot"
};

/// Slots right below a directory, which is a study's then; none where it is anything else.
std::vector<NamedSlot> slots_of_study(const std::filesystem::path& directory);

/// The run directories in a slot, by name.
std::vector<std::filesystem::path> runs_of_slot(const std::filesystem::path& slot);

/// Bytes of all files below a folder. Follows no links.
std::uintmax_t bytes_below(const std::filesystem::path& folder);

/// The run that a slot stands for: one that has finished, else the latest. Its size is that of the
/// whole slot. An empty path where there is none.
RunSummary read_slot(const std::filesystem::path& slot);

}  // namespace zeroth::host
