#include "host/device/device.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <fmt/format.h>

#include "host/base/problem.h"
#include "host/device/simulated_device.h"

namespace zeroth::host {
namespace {

[[noreturn]] void refuse(const std::string& what, const std::string& why) {
  throw Failure(Exit::bad_configuration,
                {what, "/device", {why}, "run on the CPU: leave \"device\" and --device out"});
}

bool knows_cuda() { return c10::impl::hasDeviceGuardImpl(at::kCUDA); }

int cuda_count() { return c10::impl::getDeviceGuardImpl(at::kCUDA)->deviceCount(); }

}  // namespace

at::Device device_named(const std::string& name) {
  if (name == "cpu") return at::kCPU;
  if (name == "simulated") return simulated_device();
  if (name != "cuda") {
    refuse(fmt::format("unknown device \"{}\"", name), "known: cpu, cuda, simulated");
  }
  constexpr const char* kMissing = "there is no device \"cuda\"";
  if (!knows_cuda()) refuse(kMissing, "this LibTorch is built without CUDA");
  if (cuda_count() == 0) refuse(kMissing, "CUDA finds no device on this machine");
  return {at::kCUDA, 0};
}

std::string cuda_devices() {
  if (!knows_cuda()) return "no CUDA in LibTorch";
  const int count = cuda_count();
  return count == 0 ? "no CUDA device"
                    : fmt::format("{} CUDA device{}", count, count > 1 ? "s" : "");
}

at::Generator generator_on(const at::Device& device, std::uint64_t seed) {
  if (device.is_cpu()) return at::detail::createCPUGenerator(seed);
  if (is_simulated(device)) return simulated_generator(seed);
  at::Generator generator = at::globalContext().defaultGenerator(device).clone();
  generator.set_current_seed(seed);
  return generator;
}

void move_in_place(const NamedTensors& tensors, const at::Device& device) {
  for (const NamedTensor& one : tensors) {
    at::Tensor tensor = one.tensor;
    if (tensor.device() != device) tensor.set_data(tensor.to(device));
  }
}

}  // namespace zeroth::host
