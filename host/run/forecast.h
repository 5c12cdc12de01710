#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/train/trainer.h"

namespace zeroth::host {

/// What a run has before it, from the epoch on that begins.
struct Ahead {
  std::size_t stage = 0;       ///< of the plan
  std::int64_t epoch = 0;      ///< complete epochs of that stage
  std::int64_t looks = 0;      ///< at held-out rows
  std::int64_t once_more = 0;  ///< epochs of the last stage when all stages run once more; 0: not
};

/// The same as time, counted in epochs of the stage that runs.
struct Outlook {
  double pace = 0;   ///< seconds of an epoch; 0: none has ended yet
  double later = 0;  ///< epochs of that length behind the one that begins
  double after = 0;  ///< seconds of the looks
};

/// How long a run still takes. Stages take the time that they have taken so far; one that has not
/// run yet, as much per call of a phase as the one that runs.
class Forecast {
 public:
  /// The stages of the part that begins, in order. What was measured stays.
  void set_plan(std::vector<PlannedStage> plan);
  std::size_t stages() const { return plan_.size(); }
  /// `share` of an epoch has taken that long.
  void took(std::size_t stage, double share, double seconds);
  void look_took(double seconds) { looks_.add(1, seconds); }
  Outlook outlook(const Ahead& ahead) const;

 private:
  struct Mean {
    double count = 0, seconds = 0;
    void add(double some, double more) { count += some, seconds += more; }
    double value() const { return count > 0 ? seconds / count : 0; }
  };

  double relative_length(std::size_t stage, std::size_t running) const;

  std::vector<PlannedStage> plan_;
  std::vector<Mean> epochs_;
  Mean looks_;
};

}  // namespace zeroth::host
