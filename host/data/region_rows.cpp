#include "host/data/region_rows.h"

#include <fmt/format.h>

#include "host/base/problem.h"
#include "host/data/unit_regions.h"

namespace zeroth::host {

void RegionRows::read(const std::int64_t* rows, std::int64_t count, float* out) const {
  const auto channels = source_->channels(), regions = source_->regions();
  // One at a time: what the file holds is then normalised and transposed while it is in the cache.
  std::vector<float> stored(static_cast<std::size_t>(channels * regions));
  for (std::int64_t i = 0; i < count; ++i, out += channels * regions) {
    const std::int64_t image = images_.at(static_cast<std::size_t>(rows[i]));
    source_->read(&image, 1, stored.data());
    if (unit_regions(stored.data(), channels, regions, out)) continue;
    throw Failure(Exit::bad_data, {"region features hold numbers that are not finite",
                                   "/data",
                                   {fmt::format("image {} of the file", image)},
                                   "remove that image, or extract its features again"});
  }
}

}  // namespace zeroth::host
