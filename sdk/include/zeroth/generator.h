#pragma once

#include <zeroth/plugin.h>
#include <zeroth/training.h>

namespace zeroth {

/// Makes features for classes that have no images.
class ZEROTH_API Generator : public Trainable {
 public:
  ~Generator() override;

  /// Features [N,D] in the scale of the training features, one row per row of `attributes` [N,d].
  /// A gradient flows to the parameters that require one. A generator that averages its parameters
  /// uses the averages where gradients are switched off.  [after build]
  virtual at::Tensor sample(const at::Tensor& attributes, at::Generator rng) = 0;
};

}  // namespace zeroth

/// Exports `CLASS` as the plugin `generator.NAME`. One library holds one plugin.
#define ZEROTH_GENERATOR(CLASS, NAME, VERSION) \
  ZEROTH_PLUGIN(CLASS, ::zeroth::Generator, "generator." NAME, VERSION, "Generator/1")
