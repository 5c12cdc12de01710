#include "host/course/tensors_under.h"

namespace zeroth::host {

TensorMap tensors_under(const std::string& prefix, const TensorMap& all) {
  TensorMap own;
  for (const NamedTensor& one : all.all()) {
    if (one.name.rfind(prefix, 0) == 0) own.set(one.name.substr(prefix.size()), one.tensor);
  }
  return own;
}

}  // namespace zeroth::host
