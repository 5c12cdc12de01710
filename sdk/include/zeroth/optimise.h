#pragma once

#include <zeroth/training.h>

#include <memory>
#include <string>
#include <vector>

namespace zeroth {

/// An optimiser of the host at work on some parameters, for what is trained outside of a schedule.
class ZEROTH_API Steps {
 public:
  virtual ~Steps();
  /// One step. `gradients` are aligned with the parameters; an undefined one leaves its parameter
  /// alone.
  virtual void step(const std::vector<at::Tensor>& gradients) = 0;
};

/// @throws Error outside of the host, which does the steps.
ZEROTH_API std::unique_ptr<Steps> optimise(const std::string& name, const Optimiser& optimiser,
                                           NamedTensors parameters);

}  // namespace zeroth
