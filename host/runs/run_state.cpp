#include "host/runs/run_state.h"

#include <algorithm>

namespace zeroth::host {

std::vector<std::string> state_names() {
  return {"running", "finished", "interrupted", "failed", "killed", "damaged"};
}

std::string name_of(RunState state) { return state_names().at(static_cast<std::size_t>(state)); }

std::optional<RunState> state_named(const std::string& name) {
  const std::vector<std::string> names = state_names();
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<RunState>(found - names.begin());
}

}  // namespace zeroth::host
