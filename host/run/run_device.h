#pragma once

#include <c10/core/Device.h>

#include <string>

#include "host/base/json.h"

namespace zeroth::host {

/// The name of the device that the pipeline asks for; runs that were begun before there was a
/// choice do not say.
std::string device_name(const Json& pipeline);

/// That device, ready for a run: one that computes in any order is asked to repeat itself, as a run
/// that goes on must.
/// @throws Failure(bad_configuration) when it cannot be had, or not in the pipeline's precision.
at::Device run_device(const Json& pipeline);

}  // namespace zeroth::host
