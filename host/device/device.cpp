#include "host/device/device.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <fmt/format.h>

#include <utility>

#include "host/base/out_of_memory.h"
#include "host/base/printable.h"
#include "host/base/problem.h"
#include "host/device/gpu_problem.h"
#include "host/device/simulated_device.h"

namespace zeroth::host {
namespace {

constexpr const char* kWhere = "/device";
constexpr const char* kNoCuda = "there is no device \"cuda\"";

[[noreturn]] void refuse_device(const std::string& what, const std::string& why) {
  throw Failure(Exit::bad_configuration,
                {what, kWhere, {why}, "run on the CPU: leave \"device\" and --device out"});
}

bool knows_cuda() { return c10::impl::hasDeviceGuardImpl(at::kCUDA); }

int cuda_count() { return c10::impl::getDeviceGuardImpl(at::kCUDA)->deviceCount(); }

/// As LibTorch begins, convolutions are tf32.
void compute_in_fp32() {
  at::globalContext().setAllowTF32CuBLAS(false);
  at::globalContext().setAllowTF32CuDNN(false);
}

/// The first sum on the GPU: a driver is asked for, and a kernel that has to be there.
void compute_there(const at::Device& device) {
  at::ones({1}, at::TensorOptions(device)).add(1).to(at::kCPU);
}

}  // namespace

at::Device device_named(const std::string& name) {
  compute_in_fp32();
  if (name == "cpu") return at::kCPU;
  if (name == "simulated") return simulated_device();
  if (name != "cuda") {
    refuse_device(fmt::format("unknown device \"{}\"", name), "known: cpu, cuda, simulated");
  }
  if (!knows_cuda()) refuse_device(kNoCuda, "this LibTorch is built without CUDA");
  const at::Device first(at::kCUDA, 0);
  expect_gpu([&] { compute_there(first); });
  return first;
}

void expect_gpu(const std::function<void()>& first_use) {
  try {
    first_use();
  } catch (const std::exception& error) {
    if (is_out_of_memory(error)) {
      throw Failure(Exit::bad_configuration, out_of_memory(error, "the first number", kWhere));
    }
    if (auto problem = gpu_problem(error.what(), "", kWhere)) {
      throw Failure(Exit::bad_configuration, std::move(*problem));
    }
    const std::string text = error.what();
    refuse_device("the device \"cuda\" cannot be used", "LibTorch says: " + first_line(text));
  }
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
