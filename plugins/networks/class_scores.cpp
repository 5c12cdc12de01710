#include "plugins/networks/class_scores.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <ATen/ops/isin.h>
#include <ATen/ops/linear.h>
#include <zeroth/error.h>

#include <cstdint>
#include <string>

namespace zeroth::networks {

at::Tensor class_margins(std::int64_t classes, const at::Tensor& seen, double margin,
                         const at::Tensor& like) {
  return at::full({classes}, margin, like.options()).index_fill(0, seen, -margin);
}

void expect_seen(const at::Tensor& labels, const at::Tensor& seen) {
  const at::Tensor strange = labels.masked_select(at::isin(labels, seen).logical_not());
  if (strange.numel() == 0) return;
  throw Error("label " + std::to_string(strange[0].item<std::int64_t>()) +
              " is not a seen class: only those have training images");
}

ClassScores::ClassScores(const Classes& classes, double margin)
    : attributes_(classes.attributes),
      margins_(
          class_margins(classes.attributes.size(0), classes.seen, margin, classes.attributes)) {}

at::Tensor ClassScores::operator()(const at::Tensor& attribute_scores) const {
  return at::linear(attribute_scores, attributes_) + margins_;
}

}  // namespace zeroth::networks
