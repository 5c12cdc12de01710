#pragma once

#include <zeroth/data_set.h>

#include <optional>

namespace zeroth::host {

/// A data set with what its reader says besides: the SDK's struct, which plugins return, is closed.
struct LoadedDataSet : DataSet {
  std::optional<Optimum> optimum_errors;  ///< standard errors, in points, of a sampled optimum
};

}  // namespace zeroth::host
