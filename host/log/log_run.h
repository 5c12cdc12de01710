#pragma once

#include <cstddef>
#include <filesystem>

#include "host/log/log_choice.h"

namespace zeroth::host {

/// Writes logs of a run that no process works on, from its files: lines of metrics.jsonl that are
/// damaged are left out. Whatever was written of the run before gives way to it, and a run that
/// goes on is logged there, too.
/// @return how many lines of metrics there were.
/// @throws Failure(no_input) where there is no run or no pipeline in it, Failure(run_failed) where
/// a process writes it; as RunLogs.
std::size_t log_run(const std::filesystem::path& directory, const LogChoice& choice);

}  // namespace zeroth::host
