#pragma once

#include <ATen/core/Tensor.h>

namespace zeroth {

/// What a classifying network says of a batch.
struct Classified {
  at::Tensor embedding;  ///< [N,E]
  at::Tensor logits;     ///< [N,S] of a teacher, [N,C] of a student
};

}  // namespace zeroth
