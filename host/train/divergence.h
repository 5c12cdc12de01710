#pragma once

#include <zeroth/learner.h>

#include <map>
#include <string>
#include <vector>

#include "host/engine/plugin_call.h"
#include "host/ranks/rank_group.h"
#include "host/train/mean_values.h"
#include "host/train/optimiser.h"
#include "host/train/training_data.h"

namespace zeroth::host {

/// Says what broke a training whose numbers are not finite any more.
class Divergence {
 public:
  /// `data` outlives it. With `ranks` the values of a loss are means over all of them, so that all
  /// come to the same end.
  Divergence(PluginPlace place, const TrainingData& data, RankGroup* ranks = nullptr)
      : place_(std::move(place)), data_(data), ranks_(ranks) {}

  /// The sum of the terms of a loss; each value is added to `means`. `phase` and `at` say when and
  /// where. On a device other than the CPU nothing is looked at, and nothing waits.
  /// @throws Failure(run_failed) naming the first term that is not finite, and its cause.
  at::Tensor finite_sum(const std::vector<Term>& terms,
                        const std::vector<FusedOptimiser*>& optimisers, MeanValues& means,
                        const std::string& phase, const std::string& at);
  /// Looks at what a device has summed so far of the epoch that `at` names.
  /// @throws Failure(run_failed) naming the first term that is not finite, its phase, and its
  /// cause.
  void check_means(MeanValues& means, const std::vector<FusedOptimiser*>& optimisers,
                   const std::string& at) const;
  /// @throws Failure(run_failed) where a parameter is not finite.
  void check_parameters(const std::vector<FusedOptimiser*>& optimisers,
                        const std::string& at) const;

 private:
  std::string cause(const std::vector<FusedOptimiser*>& optimisers) const;
  [[noreturn]] void fail(const std::string& what, const std::string& at,
                         const std::string& cause) const;

  PluginPlace place_;
  const TrainingData& data_;
  RankGroup* ranks_;
  std::map<std::string, std::string> phases_;  ///< of terms that were on a device
};

}  // namespace zeroth::host
