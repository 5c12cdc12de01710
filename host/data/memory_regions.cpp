#include "host/data/memory_regions.h"

#include <algorithm>
#include <utility>

namespace zeroth::host {

MemoryRegions::MemoryRegions(std::vector<float> values, std::int64_t channels, std::int64_t height,
                             std::int64_t width)
    : values_(std::move(values)), channels_(channels), height_(height), width_(width) {}

std::int64_t MemoryRegions::images() const {
  return static_cast<std::int64_t>(values_.size()) / (channels_ * regions());
}

void MemoryRegions::read(const std::int64_t* images, std::int64_t count, float* out) const {
  const std::int64_t size = channels_ * regions();
  for (std::int64_t i = 0; i < count; ++i) {
    out = std::copy_n(values_.data() + images[i] * size, size, out);
  }
}

}  // namespace zeroth::host
