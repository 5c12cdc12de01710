#pragma once

#include <zeroth/region_source.h>

#include <cstdint>
#include <vector>

namespace zeroth::host {

/// Region features in memory, for worlds that are made.
class MemoryRegions : public RegionSource {
 public:
  /// `values` is [N,M,H,W].
  MemoryRegions(std::vector<float> values, std::int64_t channels, std::int64_t height,
                std::int64_t width);

  std::int64_t images() const override;
  std::int64_t channels() const override { return channels_; }
  std::int64_t height() const override { return height_; }
  std::int64_t width() const override { return width_; }
  void read(const std::int64_t* images, std::int64_t count, float* out) const override;

  const std::vector<float>& values() const { return values_; }

 private:
  std::vector<float> values_;
  std::int64_t channels_, height_, width_;
};

}  // namespace zeroth::host
