#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <memory>

namespace zeroth::host {

/// A TorchScript network that turns images [B,3,s,s] into region features [B,M,H,W], as a
/// convolutional backbone does without its pooling and last layer.
class Backbone {
 public:
  /// @throws Failure(no_input) when there is no such file, Failure(bad_data) when it holds no
  /// network.
  explicit Backbone(const std::filesystem::path& file, const at::Device& device = at::kCPU);
  ~Backbone();

  /// Of images on the CPU, in evaluation mode, without gradients; float32 on the CPU, contiguous.
  /// @throws Failure(bad_data) when the network fails or yields something else.
  at::Tensor operator()(const at::Tensor& images);

 private:
  struct Network;
  std::filesystem::path file_;
  at::Device device_;
  std::unique_ptr<Network> network_;
};

}  // namespace zeroth::host
