#pragma once

#include <ATen/core/Tensor.h>
#include <zeroth/tensors.h>

#include <set>
#include <string>

namespace zeroth::host {

/// Names for the constants of a computation: those of the model's own tensors where they are these.
class TensorNames {
 public:
  explicit TensorNames(NamedTensors known) : known_(std::move(known)) {}

  /// Of letters, digits and "_", each once.
  std::string name_of(const at::Tensor& tensor);

 private:
  NamedTensors known_;
  std::set<std::string> taken_;
};

}  // namespace zeroth::host
