#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "host/base/progress.h"
#include "host/runs/run_summary.h"
#include "host/runs/setting_table.h"

namespace zeroth::host {

/// A run of a list. Its summary is without the documents and the plugins, which only `read_run`
/// brings.
struct ListedRun {
  RunSummary run;
  std::vector<SettingId> settings;
};

/// A directory of which nobody can say whether it is a run.
struct UnreadDirectory {
  std::string name, why;
};

/// The runs of a folder, those that began last first, and the values of their pipelines.
struct RunList {
  std::vector<ListedRun> runs;
  SettingTable settings;
  std::vector<UnreadDirectory> unread;  ///< by name

  /// The value of a run at a place of the table; null: it has none there.
  const SettingTable::Setting* setting(const ListedRun& run, std::uint32_t place) const;
};

/// Reads every run of the folder, and those that studies among them keep, or that the folder keeps
/// where it is a study's: from its index where nothing has changed since, and else from the
/// directory. A run that goes away meanwhile is not in the list. The first time may take a while,
/// which `progress` shows where there is one.
/// @throws Failure(no_input) where there is no such folder, Failure(io) where it cannot be read.
RunList read_runs(const std::filesystem::path& folder, Progress* progress = nullptr);

}  // namespace zeroth::host
