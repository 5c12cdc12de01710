#include "host/run/run_device.h"

#include <ATen/Context.h>
#include <fmt/format.h>

#include <cstdlib>

#include "host/base/problem.h"
#include "host/device/device.h"

namespace zeroth::host {

std::string device_name(const Json& pipeline) { return pipeline.value("device", "cpu"); }

at::Device run_device(const Json& pipeline) {
  const at::Device device = device_named(device_name(pipeline));
  if (device.is_cpu()) return device;
  if (pipeline.value("precision", "fp32") != "fp32") {
    throw Failure(Exit::bad_configuration,
                  {"bf16 products are for the CPU",
                   "/precision",
                   {fmt::format("this run is on \"{}\"", device_name(pipeline))},
                   "leave \"precision\" and --precision out"});
  }
  if (device.is_cuda()) {
    // cuBLAS repeats itself only with a workspace of fixed size, which it asks the environment for.
    setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", /*overwrite=*/0);
    at::globalContext().setDeterministicAlgorithms(true, /*warn_only=*/true);
  }
  return device;
}

}  // namespace zeroth::host
