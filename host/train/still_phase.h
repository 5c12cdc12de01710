#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "host/engine/plugin_call.h"
#include "host/train/active_phase.h"

namespace zeroth::host {

/// Finds phases that move nothing of an optimiser that they step: what a loss computes without the
/// parameters themselves leaves them as they began, and nobody would notice.
class StillPhases {
 public:
  StillPhases(PluginPlace place, std::vector<plan::Phase> phases, JoinedTerm* joint)
      : place_(std::move(place)), phases_(std::move(phases)), joint_(joint) {}

  /// `gradients` are those of `active.parameters`, undefined where the loss reads nothing; `at`
  /// says when. Where a joint term may be what moves it, it is enough that another phase does.
  /// @throws Failure(run_failed) naming phase and optimiser.
  void check(const ActivePhase& active, const std::vector<at::Tensor>& gradients,
             const std::string& at) const;

 private:
  bool another_steps(const std::string& optimiser, const std::string& phase) const;
  [[noreturn]] void fail(const ActivePhase& active, const FusedOptimiser& optimiser,
                         const std::string& at) const;

  PluginPlace place_;
  std::vector<plan::Phase> phases_;
  JoinedTerm* joint_;
};

}  // namespace zeroth::host
