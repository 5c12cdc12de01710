#pragma once

#include <ATen/core/Generator.h>
#include <c10/core/Device.h>

#include <cstdint>

namespace zeroth::host {

/// A device that every machine has: the processor computes, but LibTorch takes the tensors for
/// those of another device, and as on a real one an operation that is given a tensor of the CPU
/// beside them, or a generator of the CPU, fails. What runs here leaves no tensor behind. The
/// numbers are the CPU's.
///
/// Set up at the first call, which has to come before the first backward pass of the process.
at::Device simulated_device();

bool is_simulated(const at::Device& device);

/// How often something waited for it so far: brought numbers from it to the processor, or asked it
/// for a size that its numbers decide. On a GPU every such call stands still until all work is
/// done.
std::int64_t waits_for_simulated_device();

/// A generator for its tensors; draws what a generator of the CPU with that seed draws.
at::Generator simulated_generator(std::uint64_t seed);

}  // namespace zeroth::host
