#include "host/engine/placement.h"

#include <zeroth/abilities.h>

#include "host/device/device.h"

namespace zeroth::host {

void place_on(const at::Device& device, const Handle<Network>& network) {
  if (device.is_cpu()) return;
  const auto move = [&](const char* function, auto&& tensors) {
    move_in_place(network.call(function, tensors), device);
  };
  move("parameters()", [](auto& n) { return n.parameters(); });
  move("state()", [](auto& n) { return n.state(); });
  auto* constants = dynamic_cast<Constants*>(network.component().get());
  if (constants) move("constants()", [&](auto&) { return constants->constants(); });
}

}  // namespace zeroth::host
