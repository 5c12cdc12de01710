#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/Storage.h>

#include <utility>
#include <vector>

namespace zeroth::host {

/// Tensors of the simulated device lent to one operation as tensors of the CPU over the same
/// memory, and what it returns taken back. Views stay views: two tensors over one memory share one
/// memory on the other side too.
class BorrowedTensors {
 public:
  explicit BorrowedTensors(const at::Device& device) : device_(device) {}

  /// The twin on the CPU; the same one for the same tensor.
  at::Tensor lend(const at::Tensor& tensor);
  /// The tensor whose twin `result` is, or a new one of the device over the memory of `result`.
  at::Tensor take_back(const at::Tensor& result);
  /// Gives a tensor the new size and memory of a twin that the operation resized.
  void follow_resized();

 private:
  struct Pair {
    at::Tensor tensor, twin;
  };
  c10::Storage on_device(const c10::Storage& storage);
  c10::Storage on_processor(const c10::Storage& storage);

  at::Device device_;
  std::vector<Pair> tensors_;
  std::vector<std::pair<c10::Storage, c10::Storage>> storages_;  // of the device, of the CPU
};

}  // namespace zeroth::host
