#pragma once

#include <zeroth/component.h>
#include <zeroth/plugin.h>
#include <zeroth/tensors.h>

namespace zeroth {

/// A scalar made of named tensors. Which ones it reads, and their shapes, `describe()` says.
class ZEROTH_API Loss : public Component {
 public:
  ~Loss() override;

  /// A scalar of the inputs' dtype. A gradient flows to every floating-point input.
  virtual at::Tensor compute(const TensorMap& in) const = 0;
};

}  // namespace zeroth

/// Exports `CLASS` as the plugin `loss.NAME`. One library holds one plugin.
#define ZEROTH_LOSS(CLASS, NAME, VERSION) \
  ZEROTH_PLUGIN(CLASS, ::zeroth::Loss, "loss." NAME, VERSION, "Loss/1")
