#pragma once

#include <zeroth/data_set.h>

#include <cstdint>
#include <string>

namespace zeroth::rough {

// Treatments of training rows: they leave `trainval`, nothing is copied, and test rows stay.

/// Seen class number k in a seeded order keeps n_k = n_max factor^(-k / (S-1)) training rows,
/// rounded, no fewer than 2 and no more than it has; n_max is what the largest class has (Cao et
/// al., 2019). Which rows stay follows from seed and class: of a smaller number they are a part of
/// those of a larger one.
/// @return what was done, a sentence.
/// @throws Error(configuration) where fewer than two classes are seen.
std::string make_long_tail(DataSet& data, double factor, std::uint64_t seed);

/// At most `most` training rows of each seen class, the first in the same order.
std::string keep_few_rows(DataSet& data, std::int64_t most, std::uint64_t seed);

/// `share` of the training rows, rounded, get the label of another seen class, each as likely as
/// the others; one row of each class keeps its own. Splits that name classes for a validation name
/// the same classes as before.
/// @throws Error(configuration) where too few rows or classes are left for that.
std::string make_labels_noisy(DataSet& data, double share, std::uint64_t seed);

}  // namespace zeroth::rough
