#pragma once

#include <zeroth/network.h>

#include "host/engine/plugin_call.h"

namespace zeroth::host {

/// Moves all that a component holds to the device: parameters, state and constants. To be called
/// after build(), where there is one.
void place_on(const at::Device& device, const Handle<Component>& component);

}  // namespace zeroth::host
