#pragma once

#include <optional>
#include <string>
#include <vector>

namespace zeroth::host {

/// What has become of a run.
enum class RunState {
  running,      ///< a process has its lock
  finished,     ///< it has its result
  interrupted,  ///< stopped and saved: `zeroth run --resume` goes on
  failed,       ///< ended by an error
  killed,   ///< says that it runs, and no process has its lock; --resume goes on from what it saved
  damaged,  ///< does not say what has become of it
};

/// "running" and its like.
std::string name_of(RunState state);
/// The state of that name.
std::optional<RunState> state_named(const std::string& name);
std::vector<std::string> state_names();

}  // namespace zeroth::host
