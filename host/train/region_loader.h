#pragma once

#include <zeroth/training.h>

#include <array>
#include <cstdint>
#include <future>
#include <vector>

#include "host/data/region_rows.h"

namespace zeroth::host {

/// Reads batches of region features, the next one in the background while the current one is
/// trained on. Two batches are in memory, and one on a device other than the CPU.
class RegionLoader {
 public:
  /// `images` must outlive the loader.
  RegionLoader(const RegionRows& images, std::int64_t batch, const at::Device& device = at::kCPU);

  /// Begins to read these rows [batch] int64 into the buffer that is not in use.
  void start(const at::Tensor& rows);
  bool started() const { return reading_.valid(); }
  /// Waits for what `start` began, and makes it the current batch.
  /// @throws Failure(bad_data) of the reading.
  RegionBatch finish();
  RegionBatch current() const { return on_device_.regions.defined() ? on_device_ : read(); }

 private:
  const RegionBatch& read() const { return buffers_[current_]; }

  const RegionRows& images_;
  std::array<RegionBatch, 2> buffers_;
  RegionBatch on_device_;  // a copy of the current batch; undefined on the CPU
  std::size_t current_ = 0;
  std::vector<std::int64_t> rows_;
  // Last, so that it is waited for before the buffers go.
  std::future<void> reading_;
};

}  // namespace zeroth::host
