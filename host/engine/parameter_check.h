#pragma once

#include <zeroth/network.h>

#include "host/engine/plugin_call.h"

namespace zeroth::host {

/// Looks at what a component that is built and placed gives for its state and, where it is a
/// network, for its parameters: every tensor under one name of its own, the same one at every call,
/// in memory of its own.
/// Afterwards none of the parameters requires a gradient, as those of a torch::nn module do: the
/// host says when one flows.
/// @throws Failure(run_failed) naming the component and the tensor.
void check_parameters(const Handle<Component>& component);

}  // namespace zeroth::host
