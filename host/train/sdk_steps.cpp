#include "host/train/sdk_steps.h"

#include <zeroth/host_side.h>

#include <memory>
#include <utility>

#include "host/train/optimiser.h"

namespace zeroth::host {
namespace {

class HostSteps final : public Steps {
 public:
  HostSteps(plan::Optimiser optimiser, NamedTensors parameters)
      : optimiser_(std::move(optimiser), std::move(parameters)) {}
  void step(const std::vector<at::Tensor>& gradients) override { optimiser_.step(gradients); }

 private:
  FusedOptimiser optimiser_;
};

std::unique_ptr<Steps> steps(plan::Optimiser optimiser, NamedTensors parameters) {
  return std::make_unique<HostSteps>(std::move(optimiser), std::move(parameters));
}

}  // namespace

bool serve_steps() {
  host_side::services().steps = &steps;
  return true;
}

}  // namespace zeroth::host
