#pragma once

#include <zeroth/samples.h>

#include <cstdint>

#include "host/data/region_rows.h"

namespace zeroth::host {

/// Images `first` to `first + count - 1`, as experts on that device read them.
/// @throws Failure(bad_data) of the reading.
RegionBatch read_images(const RegionRows& images, std::int64_t first, std::int64_t count,
                        const at::Device& device = at::kCPU);

}  // namespace zeroth::host
