#pragma once

#include <ATen/core/Generator.h>
#include <zeroth/tensors.h>

#include <cstdint>
#include <functional>
#include <string>

namespace zeroth::host {

/// Where the tensors of a run live: "cpu", "cuda", the first device that CUDA sees, or "simulated"
/// (simulated_device.h). From here on a GPU computes in fp32, not tf32, until somebody asks for
/// that (host/precision).
/// @throws Failure(bad_configuration) at "/device" for another name, and for a device that this
/// LibTorch or this machine does not have; a GPU is tried.
at::Device device_named(const std::string& name);

/// Runs what computes on a GPU for the first time.
/// @throws Failure(bad_configuration) at "/device" for whatever comes out of it, with what it
/// means: no GPU, no driver, one for another CUDA, no kernels for this GPU, no memory.
void expect_gpu(const std::function<void()>& first_use);

/// What there is beside the CPU and the simulated one: "no CUDA in LibTorch", "no CUDA device", or
/// "2 CUDA devices".
std::string cuda_devices();

/// A generator for tensors of that device. The same seed draws the same numbers on the same kind of
/// device, not on another kind.
at::Generator generator_on(const at::Device& device, std::uint64_t seed);

/// Moves every tensor there, in place: whoever holds it follows.
void move_in_place(const NamedTensors& tensors, const at::Device& device);

}  // namespace zeroth::host
