#pragma once

#include <filesystem>
#include <string>

#include "host/runs/run_summary.h"

namespace zeroth::host {

/// Why a run cannot be removed; empty: it can. Nothing is a run but a directory with the files of
/// one; a link is none, and neither is what holds another run.
std::string why_kept(const RunSummary& run);

/// Removes the directory of a run as it was listed: takes its lock, so that nobody begins to write
/// it, and looks whether it is still the same; gives it a hidden name, and then removes its files.
/// A process that is killed meanwhile leaves the whole run or none.
/// @return why it was kept, or what of it could not be removed; empty: it is gone.
std::string remove_run(const RunSummary& listed);

/// Removes what processes that were killed while they removed runs of a folder have left.
void clear_removed(const std::filesystem::path& folder);

}  // namespace zeroth::host
