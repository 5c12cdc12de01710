#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <memory>
#include <string>

#include "host/extract/network.h"

namespace zeroth::host {

/// What is wanted of a backbone.
enum class Features {
  regions,  ///< [B,M,H,W]
  rows,     ///< [B,D,1,1]: [B,D] as it comes, or the mean over regions
};

/// A network that turns images [B,3,s,s] into features, as a convolutional backbone does without
/// its last layer; ONNX where the file's name ends in .onnx, else TorchScript.
class Backbone {
 public:
  /// @throws Failure(no_input) when there is no such file, Failure(bad_data) when it holds no
  /// network.
  explicit Backbone(const std::filesystem::path& file, const at::Device& device = at::kCPU,
                    Features features = Features::regions);

  /// Of images on the CPU, in evaluation mode, without gradients; float32 on the CPU, contiguous.
  /// @throws Failure(bad_data) when the network fails or yields something else.
  at::Tensor operator()(const at::Tensor& images);

  /// file_hash() of its file, read once: a backbone may have hundreds of megabytes.
  const std::string& hash();

 private:
  std::filesystem::path file_;
  std::string hash_;
  Features features_;
  std::unique_ptr<Network> network_;
};

}  // namespace zeroth::host
