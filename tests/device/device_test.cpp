#include "host/device/device.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/randn.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <doctest/doctest.h>

#include "host/base/problem.h"
#include "host/device/simulated_device.h"

namespace {

std::string refusal(const std::string& name) {
  try {
    zeroth::host::device_named(name);
  } catch (const zeroth::host::Failure& failure) {
    return failure.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a device has a name") {
  CHECK(zeroth::host::device_named("cpu").is_cpu());
  CHECK(zeroth::host::is_simulated(zeroth::host::device_named("simulated")));
  for (const char* name : {"", "gpu", "cuda:", "cuda:1", "xpu"}) {
    CAPTURE(name);
    CHECK(refusal(name).find("unknown device \"" + std::string(name) + "\"") != std::string::npos);
    CHECK(refusal(name).find("known: cpu, cuda, simulated") != std::string::npos);
  }
}

TEST_CASE("CUDA that is not there is refused with the reason") {
  const bool built = c10::impl::hasDeviceGuardImpl(at::kCUDA);
  const int count = built ? c10::impl::getDeviceGuardImpl(at::kCUDA)->deviceCount() : 0;
  CHECK(zeroth::host::cuda_devices().find(!built       ? "no CUDA in LibTorch"
                                          : count == 0 ? "no CUDA device"
                                                       : " CUDA device") != std::string::npos);
  const std::string why = refusal("cuda");
  CHECK((why == "") == (count > 0));
  if (count > 0) return;
  CHECK(why.find("there is no device \"cuda\"") != std::string::npos);
  CHECK(why.find("/device") != std::string::npos);
  CHECK(why.find(built ? "LibTorch says: " : "this LibTorch is built without CUDA") !=
        std::string::npos);
}

TEST_CASE("whoever holds a tensor follows when it is moved") {
  const at::Device there = zeroth::host::simulated_device();
  const at::Tensor first = at::ones({2, 3}), second = first;
  first.sum();
  zeroth::host::move_in_place({{"first", first}}, there);
  CHECK(second.device() == there);
  CHECK(second.sum().item<double>() == 6);
  zeroth::host::move_in_place({{"first", first}}, there);
  CHECK(second.is_same(first));
}

TEST_CASE("generators of a device start where their seed says") {
  for (const at::Device& device : {at::Device(at::kCPU), zeroth::host::simulated_device()}) {
    const auto draw = [&](std::uint64_t seed) {
      return at::randn({5}, zeroth::host::generator_on(device, seed), at::TensorOptions(device));
    };
    CHECK(draw(1).equal(draw(1)));
    CHECK_FALSE(draw(1).equal(draw(2)));
  }
}
