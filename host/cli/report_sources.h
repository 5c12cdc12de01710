#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace zeroth::host {

/// What the arguments of `zeroth report` mean.
struct ReportSources {
  std::vector<std::filesystem::path> runs;  ///< run directories, in the order of the arguments
  /// What means no finished run, and why.
  std::vector<std::pair<std::filesystem::path, std::string>> left_out;
};

/// Each word is a run, by its directory or a part of its name as `run_named` takes it; a folder of
/// runs, or of folders of them; the folder of a study, of which the run of each slot counts; or the
/// plan of a study, for the folder beside it.
/// @throws Failure(usage) where a word fits several runs.
ReportSources report_sources(const std::vector<std::string>& words);

}  // namespace zeroth::host
