#pragma once

#include <zeroth/data_reader.h>

#include <optional>

namespace zeroth {

// For a data reader that wraps another one: its child, which stands in a block of its own,
//
//   s.child("reader", "data", &Mine::reader_, "reads what is changed").passes_outputs();
//
// with a member `std::shared_ptr<DataReader> reader_`. Where it passes the outputs on, rows stay
// rows and regions stay regions; one that makes rows of regions declares its own output instead.
// Called by these functions, the inner reader is who is blamed for what goes wrong in it, and
// what it returns has been checked as what a run reads is: labels and rows of splits exist and the
// numbers are finite. None of it needs LibTorch.  [since SDK 1.1]

/// What the inner reader reads, with its warnings.
/// @throws whatever leaves it, with its place; Error(bad_data) where a run would refuse it
ZEROTH_API DataSet read_inner(DataReader& inner, Reading& reading);

/// Its outline(), of which the numbers of the features are not looked at.
ZEROTH_API std::optional<DataSet> outline_of_inner(const DataReader& inner);

/// What its parameters say; nothing where it is no DeclaredSizes.
ZEROTH_API std::optional<DataSizes> declared_sizes_of_inner(const DataReader& inner);

/// Standard errors of the optimum that it read last; all 0 where it is no SampledOptimum: its
/// figures are exact then.
ZEROTH_API Optimum optimum_errors_of_inner(const DataReader& inner);

}  // namespace zeroth
