#pragma once

#include <ATen/core/Tensor.h>

#include <string>

#include "host/base/json.h"
#include "host/base/progress.h"
#include "host/engine/composer.h"
#include "host/model/loaded_model.h"

namespace zeroth::host {

/// Samples on which a file is compared with the model.
struct RealRows {
  std::string name;  ///< "training rows of CUB"; without rows, why there are none
  at::Tensor input;  ///< as `input_of` says, at most `kMostRows`; undefined where there are none
  bool are_there() const { return input.defined(); }
};

/// The first of a file: rows in any form that `zeroth predict` reads, or a region file.
/// @throws Failure where it cannot be read or holds a number that is not finite.
RealRows rows_of_file(const LoadedModel& model, const std::string& file,
                      const std::string& variable);

/// Rows that the model learned from, where its data set can be read: nobody looks at test rows
/// here.
/// @param block of a pipeline, `data`; null where its reader is not there
RealRows rows_of_training(const LoadedModel& model, const Json& block, const Composer& composer,
                          Progress& progress);

}  // namespace zeroth::host
