#include "host/samples/region_images.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>

namespace zeroth::host {

RegionBatch read_images(const RegionRows& images, std::int64_t first, std::int64_t count,
                        const at::Device& device) {
  const at::Tensor rows = at::arange(first, first + count);
  const at::Tensor regions = at::empty({count, images.regions(), images.channels()});
  images.read(rows.data_ptr<std::int64_t>(), count, regions.data_ptr<float>());
  return {regions.to(device)};
}

}  // namespace zeroth::host
