#include "plugins/networks/class_scores.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linear.h>

namespace zeroth::networks {

at::Tensor class_margins(std::int64_t classes, const at::Tensor& seen, double margin,
                         const at::Tensor& like) {
  return at::full({classes}, margin, like.options()).index_fill(0, seen, -margin);
}

ClassScores::ClassScores(const Classes& classes, double margin)
    : attributes_(classes.attributes),
      margins_(
          class_margins(classes.attributes.size(0), classes.seen, margin, classes.attributes)) {}

at::Tensor ClassScores::operator()(const at::Tensor& attribute_scores) const {
  return at::linear(attribute_scores, attributes_) + margins_;
}

}  // namespace zeroth::networks
