#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "host/map/map_points.h"
#include "host/model/loaded_model.h"
#include "host/reuse/model_rows.h"

namespace zeroth::host {

/// Rows that a map shows, before they have places.
struct MapRows {
  at::Tensor rows;  ///< [n,D] float, scaled as the model learned; training, test, synthetic ones
  std::vector<MapRow> kinds;           ///< [n]
  std::vector<std::uint32_t> classes;  ///< [n] columns of the model
  std::string note;                    ///< how they were drawn, a sentence
};

/// Of each class as many rows as of any other, as far as it has them, at most `most` in all:
/// training rows of seen classes, test rows of unseen ones and as many synthetic rows of these.
/// Which rows, and the noise of the synthetic ones, depend on the seed alone.
/// @throws Failure(usage) where the model has no generator, Failure(bad_data) where there are more
/// classes than rows.
MapRows map_rows(const LoadedModel& model, const ModelRows& rows, std::int64_t most,
                 std::uint64_t seed);

}  // namespace zeroth::host
