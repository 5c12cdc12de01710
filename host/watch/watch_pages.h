#pragma once

#include <string>

#include "host/watch/watched_folder.h"

namespace zeroth::host {

// Pages as HTML, whole without a script: one draws them anew in place.

/// Runs that run, with curves; then all others as a table.
std::string list_page(const std::string& folder, const FolderView& view);

/// All that is known of a run, and its curves.
/// @param has_report  whether its report can be made
std::string run_page(const std::string& folder, const RunSummary& run, bool has_report);

/// That something is not there (any more).
std::string missing_page(const std::string& folder, const std::string& what);

/// The ways to the page of a run and to its report: "/run/NAME", "/report/NAME/".
std::string run_path(const std::string& name);
std::string report_path(const std::string& name);

}  // namespace zeroth::host
