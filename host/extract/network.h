#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

#include <filesystem>
#include <memory>
#include <string>

namespace zeroth::host {

/// A network that somebody trained and saved; it is only ever asked, never trained.
class Network {
 public:
  virtual ~Network() = default;
  /// @param images [B,3,s,s], float32 on the CPU.
  /// @throws Failed when it cannot compute, or yields something that is no tensor.
  virtual at::Tensor operator()(const at::Tensor& images) = 0;

  /// Why a network computed nothing; whoever asked it knows its file.
  struct Failed {
    std::string what;  ///< "the backbone yields no tensor"
    std::string why;
  };
};

/// What torch.jit.script(model).save(FILE) writes.
/// @throws Failure(bad_data) when the file is none.
std::unique_ptr<Network> open_torchscript(const std::filesystem::path& file, at::Device device);

/// What torch.onnx.export(model, images, FILE) writes, computed by OpenCV on the CPU.
/// @throws Failure(bad_data) when the file is none or OpenCV lacks one of its layers,
/// Failure(usage) for another device, Failure(unavailable) in a build without OpenCV.
std::unique_ptr<Network> open_onnx(const std::filesystem::path& file, at::Device device);

/// Of the OpenCV that computes it, "4.6.0"; empty in a build without.
std::string onnx_reader_version();

}  // namespace zeroth::host
