#include "host/train/region_loader.h"

#include <ATen/ops/empty.h>

#include "host/precision/bf16_copies.h"

namespace zeroth::host {

RegionLoader::RegionLoader(const RegionRows& images, std::int64_t batch) : images_(images) {
  for (RegionBatch& buffer : buffers_) {
    buffer.regions = at::empty({batch, images.regions(), images.channels()});
    keep_bf16_copy(buffer.regions);
  }
}

void RegionLoader::start(const at::Tensor& rows) {
  rows_.assign(rows.data_ptr<std::int64_t>(), rows.data_ptr<std::int64_t>() + rows.numel());
  const RegionBatch& target = buffers_[1 - current_];
  float* regions = target.regions.data_ptr<float>();  // the thread touches no tensor
  reading_ = std::async(std::launch::async, [this, regions] {
    images_.read(rows_.data(), static_cast<std::int64_t>(rows_.size()), regions);
  });
}

RegionBatch RegionLoader::finish() {
  reading_.get();
  current_ = 1 - current_;
  // LibTorch saw nothing being written.
  current().regions.unsafeGetTensorImpl()->bump_version();
  return current();
}

}  // namespace zeroth::host
