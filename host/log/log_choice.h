#pragma once

#include <string>
#include <vector>

#include "host/base/json.h"

namespace zeroth::host {

/// Where a run is logged beside its metrics.jsonl.
struct LogChoice {
  bool tensorboard = false;
  std::string mlflow;  ///< file of the store, absolute; empty: none

  bool any() const { return tensorboard || !mlflow.empty(); }
  Json to_json() const;
  /// @throws Json::exception where a member is missing or of another type.
  static LogChoice from_json(const Json& json);
};

/// What `--log` says: "tensorboard", "mlflow" for mlflow.db here, "mlflow=FILE",
/// "mlflow=sqlite:///FILE", several with commas between, or "none".
/// @throws Failure(usage) for anything else.
LogChoice log_choice(const std::vector<std::string>& words, const std::string& option = "--log");

/// Makes what a run would be logged to, before the run is begun.
/// @throws Failure where it cannot be used.
void check_log_choice(const LogChoice& choice);

}  // namespace zeroth::host
