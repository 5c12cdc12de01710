#include "host/engine/placement.h"

#include <zeroth/abilities.h>

#include "host/device/device.h"

namespace zeroth::host {

void place_on(const at::Device& device, const Handle<Component>& component) {
  if (device.is_cpu()) return;
  const auto move = [&](const char* function, auto&& tensors) {
    move_in_place(component.call(function, tensors), device);
  };
  auto* network = dynamic_cast<Network*>(component.component().get());
  if (network) move("parameters()", [&](auto&) { return network->parameters(); });
  move("state()", [](auto& c) { return c.state(); });
  auto* constants = dynamic_cast<Constants*>(component.component().get());
  if (constants) move("constants()", [&](auto&) { return constants->constants(); });
}

}  // namespace zeroth::host
