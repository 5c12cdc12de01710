#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "host/base/json.h"

namespace zeroth::host {

/// How far a run has come, by the last whole lines of its metrics.
struct RunProgress {
  std::string
      part;  ///< "selection", where an epoch is chosen first, or "final"; empty: no epoch yet
  std::string stage;        ///< of the recipe: "adversarial"
  std::int64_t epoch = 0;   ///< that has ended
  std::int64_t epochs = 0;  ///< that the stage has; 0: not known
  Json evaluation;          ///< figures in percent of the latest evaluation, or null

  /// "adversarial 12/40", "selection: teacher 1/2"; empty where there is no epoch yet.
  std::string text() const;
};

/// Reads the end of a file of metrics; what is no line of metrics, as one that is being written, is
/// passed over. Throws nothing for a file that is missing or cannot be read.
/// @param pipeline  of the run, resolved; or null
RunProgress read_progress(const std::filesystem::path& metrics, const Json& pipeline);

}  // namespace zeroth::host
