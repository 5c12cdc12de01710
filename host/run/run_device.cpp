#include "host/run/run_device.h"

#include <ATen/Context.h>
#include <fmt/format.h>

#include <cstdlib>

#include "host/base/problem.h"
#include "host/device/device.h"
#include "host/precision/device_products.h"

namespace zeroth::host {
namespace {

/// A processor without bf16 goes on in fp32 (RunPrecision): what it cannot form is no mistake. That
/// no processor forms tf32 is known before.
void expect_precision(const Json& pipeline, const at::Device& device) {
  if (pipeline.value("precision", "fp32") != "tf32" || has_tf32(device)) return;
  throw Failure(Exit::bad_configuration,
                {"tf32 products are for GPUs of compute capability 8.0 and more",
                 "/precision",
                 {fmt::format("this run is on \"{}\"", device_name(pipeline))},
                 "leave \"precision\" and --precision out"});
}

}  // namespace

std::string device_name(const Json& pipeline) { return pipeline.value("device", "cpu"); }

at::Device run_device(const Json& pipeline) {
  const at::Device device = device_named(device_name(pipeline));
  expect_precision(pipeline, device);
  if (device.is_cuda()) {
    // cuBLAS repeats itself only with a workspace of fixed size, which it asks the environment for.
    setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", /*overwrite=*/0);
    at::globalContext().setDeterministicAlgorithms(true, /*warn_only=*/true);
  }
  return device;
}

}  // namespace zeroth::host
