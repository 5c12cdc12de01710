#pragma once

#include <zeroth/data_set.h>

#include <cstdint>
#include <string>
#include <vector>

#include "host/import/named_classes.h"

namespace zeroth::host {

/// Which classes are unseen, and which images of seen ones are for testing.
struct SplitRule {
  double unseen_share = 0.25, test_share = 0.2;  ///< above 0, below 1
  std::int64_t seed = 1;

  /// In words, for whoever wants to draw them again.
  std::string text() const;
};

/// Classes and images in the order of XXH3-128 of "seed/name": the first ones are unseen, or for
/// testing, by their share, rounded; of each kind there is one at least, where there are two. So
/// the splits depend on names only, and a further image or class changes few of them.
/// @param images  names of the images that have the labels of `classes`.
Splits proposed_splits(const SplitRule& rule, const NamedClasses& classes,
                       const std::vector<std::string>& images);

}  // namespace zeroth::host
