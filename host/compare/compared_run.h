#pragma once

#include <filesystem>
#include <optional>

#include "host/record/run_identity.h"
#include "host/runs/run_summary.h"

namespace zeroth::host {

/// One of two runs that are compared, whatever has become of it.
struct ComparedRun {
  RunSummary summary;
  Json pipeline;                        ///< resolved
  std::optional<RunIdentity> identity;  ///< nothing: it ended before it had read anything
  bool has_result = false;

  /// A setting by its path, or null.
  Json setting(const char* block, const char* name) const;
};

/// @throws Failure(no_input) where it is no run directory, Failure(bad_data) where its pipeline or
/// its environment are damaged.
ComparedRun read_compared_run(const std::filesystem::path& directory);

}  // namespace zeroth::host
