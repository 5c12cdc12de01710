#include "host/device/device.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <string_view>

#include "host/base/problem.h"
#include "host/device/simulated_device.h"

namespace zeroth::host {
namespace {

[[noreturn]] void refuse(const std::string& what, const std::string& why) {
  throw Failure(Exit::bad_configuration,
                {what, "/device", {why}, "run on the CPU: leave \"device\" and --device out"});
}

/// Which CUDA device "cuda" or "cuda:N" names; nothing: another text.
std::optional<c10::DeviceIndex> cuda_index(std::string_view name) {
  constexpr std::string_view kCuda = "cuda", kNumbered = "cuda:";
  if (name == kCuda) return c10::DeviceIndex{0};
  if (name.substr(0, kNumbered.size()) != kNumbered) return std::nullopt;
  name.remove_prefix(kNumbered.size());
  int index = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
  const bool whole = error == std::errc() && end == name.data() + name.size();
  constexpr int kMost = 127;  // what LibTorch's type of an index holds
  if (!whole || index < 0 || index > kMost) return std::nullopt;
  return static_cast<c10::DeviceIndex>(index);
}

at::Device cuda_device(const std::string& name, c10::DeviceIndex index) {
  if (!c10::impl::hasDeviceGuardImpl(at::kCUDA)) {
    refuse(fmt::format("there is no device \"{}\"", name), "this LibTorch is built without CUDA");
  }
  const int count = c10::impl::getDeviceGuardImpl(at::kCUDA)->deviceCount();
  if (index < count) return {at::kCUDA, index};
  refuse(fmt::format("there is no device \"{}\"", name),
         count == 0 ? "CUDA finds no device on this machine"
                    : fmt::format("this machine has {}, and they are counted from 0", count));
}

}  // namespace

at::Device device_named(const std::string& name) {
  if (name == "cpu") return at::kCPU;
  if (name == "simulated") return simulated_device();
  if (const auto index = cuda_index(name)) return cuda_device(name, *index);
  refuse(fmt::format("unknown device \"{}\"", name), "known: cpu, cuda, cuda:N, simulated");
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
