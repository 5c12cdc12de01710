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

/// Whether a run is still as it was when it was listed.
bool is_as_listed(const RunSummary& listed);

/// Gives a directory a hidden name beside it and then removes all that is in it.
/// @return what could not be done; empty: it is gone.
std::string remove_whole(const std::filesystem::path& directory);

/// Removes what processes that were killed while they removed runs of a folder have left.
void clear_removed(const std::filesystem::path& folder);

}  // namespace zeroth::host
