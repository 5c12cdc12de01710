#include "host/data/region_blocks.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace zeroth::host {

void for_each_block(const RegionSource& regions,
                    const std::function<void(std::int64_t, std::int64_t, const float*)>& show) {
  constexpr std::int64_t kNumbers = std::int64_t{1} << 25;  // 128 MB
  const std::int64_t size = std::max<std::int64_t>(1, regions.channels() * regions.regions());
  const std::int64_t most = std::max<std::int64_t>(1, kNumbers / size);
  std::vector<float> values(static_cast<std::size_t>(std::min(most, regions.images()) * size));
  std::vector<std::int64_t> images;
  for (std::int64_t first = 0; first < regions.images(); first += most) {
    images.resize(static_cast<std::size_t>(std::min(most, regions.images() - first)));
    std::iota(images.begin(), images.end(), first);
    const auto count = static_cast<std::int64_t>(images.size());
    regions.read(images.data(), count, values.data());
    show(first, count, values.data());
  }
}

}  // namespace zeroth::host
