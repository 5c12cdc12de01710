#pragma once

#include <cstddef>
#include <cstdint>

#include "host/cli/study_options.h"

namespace zeroth::host {

/// What a study still costs, as far as it is known.
struct StudyCost {
  double seconds = 0;              ///< of all runs that are left, one after the other
  double bytes = 0;                ///< that they will take on the disk
  double memory = 0;               ///< bytes of the largest run at work
  std::size_t measured = 0;        ///< configurations whose cost finished runs tell
  std::size_t rehearsed = 0;       ///< configurations that were tried
  std::size_t refused = 0;         ///< configurations that cannot be run; what is wrong was said
  std::size_t configurations = 0;  ///< all that have runs left; others count as the mean of these
  bool is_known() const { return measured + rehearsed > 0; }
};

/// Finds out what the runs that are left cost: from finished runs of the same configuration, else
/// by `iterations` of it on random numbers (none: 0). Seeds make no difference, and of many
/// configurations some stand for all.
StudyCost cost_of(const Study& study, int iterations);

}  // namespace zeroth::host
