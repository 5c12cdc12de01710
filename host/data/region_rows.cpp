#include "host/data/region_rows.h"

#include <fmt/format.h>

#include "host/base/problem.h"
#include "host/data/unit_regions.h"

namespace zeroth::host {

void RegionRows::read(const std::int64_t* rows, std::int64_t count, float* channels,
                      float* regions) const {
  std::vector<std::int64_t> images(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < images.size(); ++i) {
    images[i] = images_.at(static_cast<std::size_t>(rows[i]));
  }
  source_->read(images.data(), count, channels);
  const auto m = source_->channels(), r = source_->regions();
  for (std::size_t i = 0; i < images.size(); ++i) {
    float* block = channels + static_cast<std::int64_t>(i) * m * r;
    if (!unit_regions(block, m, r, block, regions + static_cast<std::int64_t>(i) * m * r)) {
      throw Failure(Exit::bad_data, {"region features hold numbers that are not finite",
                                     "/data",
                                     {fmt::format("image {} of the file", images[i])},
                                     "remove that image, or extract its features again"});
    }
  }
}

}  // namespace zeroth::host
