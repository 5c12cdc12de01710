#pragma once

#include <zeroth/component.h>
#include <zeroth/plugin.h>

namespace zeroth {

/// Scores the attributes of an image from its region features.
class ZEROTH_API Expert : public Network {
 public:
  ~Expert() override;

  /// Named scores of region features [B,M,R] with unit-norm columns.  [after build]
  virtual NamedTensors forward(const at::Tensor& regions) const = 0;
};

}  // namespace zeroth

/// Exports `CLASS` as the plugin `expert.NAME`. One library holds one plugin.
#define ZEROTH_EXPERT(CLASS, NAME, VERSION) \
  ZEROTH_PLUGIN(CLASS, ::zeroth::Expert, "expert." NAME, VERSION, "Expert/1")
