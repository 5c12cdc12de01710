#pragma once

#include <zeroth/classified.h>
#include <zeroth/network.h>
#include <zeroth/plugin.h>

namespace zeroth {

/// Learns all classes. How it is trained is the recipe's to say.
class ZEROTH_API Student : public RowNetwork {
 public:
  ~Student() override;

  /// features [N,D] -> embedding [N,E] and logits [N,C], indexed by class id.
  /// A gradient flows to `features` and to the parameters that require one.  [after build]
  virtual Classified classify(const at::Tensor& features) const = 0;
};

}  // namespace zeroth

/// Exports `CLASS` as the plugin `student.NAME`. One library holds one plugin.
#define ZEROTH_STUDENT(CLASS, NAME, VERSION) \
  ZEROTH_PLUGIN(CLASS, ::zeroth::Student, "student." NAME, VERSION, "Student/1")
