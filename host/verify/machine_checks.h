#pragma once

#include <map>
#include <string>

#include "host/base/json.h"
#include "host/verify/recorded_run.h"
#include "host/verify/run_check.h"

namespace zeroth::host {

/// Plugins that are installed here: id -> library, and id -> what its manifest says of its version.
struct InstalledHere {
  std::map<std::string, std::string> files, versions;
};

/// "torch 1.13.0, here 2.6.0" (`word`: "here"): what bits depend on and is other in two
/// environments; empty: nothing.
std::string other_environment(const Json& then, const Json& now, const char* word);

/// Whether what the bits of a run depend on is the same in this process, but for its threads.
bool is_same_place(const RecordedRun& run);

/// env.json: what the looks remember of it, and what is other on this machine.
void check_environment(const RecordedRun& run, RunChecks& checks);

/// The plugins of the run against those that are installed here. Another version, or another build
/// in the same environment, differs; another build elsewhere is no matter of the run.
/// @return whether all are the same.
bool check_plugins(const RecordedRun& run, const InstalledHere& here, RunChecks& checks);

}  // namespace zeroth::host
