#pragma once

#include <map>
#include <string>
#include <vector>

#include "host/device/operation_record.h"

namespace zeroth::host {

/// Whether a phase's work, forward and backward, is the same in every iteration.
struct RehearsedPhase {
  std::string name;
  bool fixed = true;
  std::vector<std::string> why;  ///< it is not; whose doing that is
};

/// What phases asked of the simulated device in some iterations. Where a phase always asks for the
/// same operations on the same shapes with the same numbers of the processor, and never waits,
/// a GPU could record its work once and replay it, as CUDA's graphs do.
class PhaseWatch {
 public:
  using Run = std::vector<DeviceOperation>;

  /// A further run of the phase, empty yet.
  Run& begin(const std::string& phase);
  /// The one that was begun last.
  Run& last(const std::string& phase) { return runs_.at(phase).back(); }
  /// @param owner    whose phases they are: blamed for what happens outside of plugins' calls
  /// @param declared dynamic by their owner, which is believed
  std::vector<RehearsedPhase> phases(const std::string& owner,
                                     const std::vector<std::string>& declared) const;

 private:
  std::map<std::string, std::vector<Run>> runs_;
};

}  // namespace zeroth::host
