#pragma once

#include <zeroth/classified.h>
#include <zeroth/plugin.h>
#include <zeroth/training.h>

namespace zeroth {

/// Learns the seen classes, then is frozen and teaches.
class ZEROTH_API Teacher : public Trainable {
 public:
  ~Teacher() override;

  /// features [N,D] -> embedding [N,E] and logits [N,S], one column per seen class in sorted order.
  /// A gradient flows to `features`.  [after build]
  virtual Classified classify(const at::Tensor& features) const = 0;
};

}  // namespace zeroth

/// Exports `CLASS` as the plugin `teacher.NAME`. One library holds one plugin.
#define ZEROTH_TEACHER(CLASS, NAME, VERSION) \
  ZEROTH_PLUGIN(CLASS, ::zeroth::Teacher, "teacher." NAME, VERSION, "Teacher/1")
