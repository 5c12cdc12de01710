#pragma once

#include <zeroth/data_set.h>

#include <cstdint>
#include <string>

namespace zeroth::rough {

// Treatments of class descriptors, of seen and unseen classes alike. What is no finite number is
// left as it is and does not count.

/// Adds noise whose standard deviation is `amount` times that of the attribute over the classes.
/// @return what was done, a sentence.
std::string make_attributes_noisy(DataSet& data, double amount, std::uint64_t seed);

/// `share` of all entries, rounded, become the mean of `known`'s column: what a user puts for what
/// is not known.
/// @param known  the attributes [C,d] as they were before any noise.
std::string lose_attributes(DataSet& data, const Matrix& known, double share, std::uint64_t seed);

}  // namespace zeroth::rough
