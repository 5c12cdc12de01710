#include "host/train/region_loader.h"

#include <ATen/ops/empty.h>

#include "host/precision/bf16_copies.h"

namespace zeroth::host {

RegionLoader::RegionLoader(const RegionRows& images, std::int64_t batch, const at::Device& device)
    : images_(images) {
  const std::vector<std::int64_t> shape = {batch, images.regions(), images.channels()};
  // CUDA copies faster from pinned memory.
  const auto options = at::TensorOptions(at::kFloat).pinned_memory(device.is_cuda());
  for (RegionBatch& buffer : buffers_) {
    buffer.regions = at::empty(shape, options);
    if (device.is_cpu()) keep_bf16_copy(buffer.regions);
  }
  if (!device.is_cpu()) {
    on_device_.regions = at::empty(shape, options.pinned_memory(false).device(device));
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
  read().regions.unsafeGetTensorImpl()->bump_version();
  if (on_device_.regions.defined()) on_device_.regions.copy_(read().regions);
  return current();
}

}  // namespace zeroth::host
