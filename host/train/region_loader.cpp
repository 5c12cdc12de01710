#include "host/train/region_loader.h"

#include <ATen/ops/empty.h>

namespace zeroth::host {

RegionLoader::RegionLoader(const RegionRows& images, std::int64_t batch) : images_(images) {
  for (RegionBatch& buffer : buffers_) {
    buffer.channels = at::empty({batch, images.channels(), images.regions()});
    buffer.regions = at::empty({batch, images.regions(), images.channels()});
  }
}

void RegionLoader::start(const at::Tensor& rows) {
  rows_.assign(rows.data_ptr<std::int64_t>(), rows.data_ptr<std::int64_t>() + rows.numel());
  const RegionBatch& target = buffers_[1 - current_];
  // Pointers only: the thread makes no tensor.
  float* channels = target.channels.data_ptr<float>();
  float* regions = target.regions.data_ptr<float>();
  reading_ = std::async(std::launch::async, [this, channels, regions] {
    images_.read(rows_.data(), static_cast<std::int64_t>(rows_.size()), channels, regions);
  });
}

RegionBatch RegionLoader::finish() {
  reading_.get();
  current_ = 1 - current_;
  return current();
}

}  // namespace zeroth::host
