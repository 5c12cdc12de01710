#pragma once

#include <c10/core/Device.h>
#include <torch/library.h>

#include "host/precision/precision.h"

namespace zeroth::host {

/// Whether products can be formed in tf32 there: on a GPU since Ampere, and on a device that is
/// simulated, which rounds factors as such a GPU does.
bool has_tf32(const at::Device& device);

/// While it lives, a device other than the CPU forms the products of float matrices, forward and
/// backward, as `precision` has it, by the same rule as on the CPU: factors are rounded, sums are
/// fp32, and products too small to gain, with other weights than one, of batches of matrices and in
/// double precision stay as they are. In tf32 a GPU rounds by itself, and there all products and
/// convolutions are tf32.
///
/// Does nothing for the CPU, and nothing in fp32, which is what a device computes in anyhow
/// (device_named). One at a time.
class DeviceProducts {
 public:
  DeviceProducts(Precision precision, const at::Device& device);
  ~DeviceProducts();
  DeviceProducts(const DeviceProducts&) = delete;
  DeviceProducts& operator=(const DeviceProducts&) = delete;

 private:
  bool tf32_of_gpu_;
  torch::Library library_;
};

}  // namespace zeroth::host
