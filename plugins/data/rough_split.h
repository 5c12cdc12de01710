#pragma once

#include <zeroth/data_set.h>

#include <cstdint>
#include <string>

namespace zeroth::rough {

/// Which classes are unseen.
struct SplitSettings {
  double share = 0;       ///< of the classes that have rows in the splits
  double similarity = 0;  ///< -1 far from the seen ones, 0 at random, 1 near
  std::uint64_t seed = 0;
};

/// Other unseen classes. The rows of a class that becomes unseen are test rows; those of one that
/// becomes seen are parted into training and test rows as those of the seen classes were. The
/// splits that name classes for a validation are gone.
///
/// |similarity| of the unseen classes are chosen one by one: the class whose nearest neighbour
/// among the classes not yet chosen is nearest (and stays seen), or farthest; the rest at random.
/// Distances are between descriptors whose attributes are in units of their deviation over the
/// classes.
/// @return what was done, a sentence.
/// @throws Error(configuration) where no class would be unseen, or none seen.
std::string split_again(DataSet& data, const SplitSettings& settings);

}  // namespace zeroth::rough
