#include "plugins/recipe/two_vectors.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>

#include <cmath>

at::Tensor Confidence::ood_label(const at::Tensor& score) const {
  const at::Tensor u = weight * (score + offset);
  // sigmoid(-u) is 1 - c without the cancellation.
  const at::Tensor label = at::stack({at::sigmoid(u), at::sigmoid(-u)}, 1);
  return softmax ? at::softmax(label, 1) : label;
}

Projector::Projector(std::int64_t classes, at::Generator rng) {
  const double bound = 1.0 / std::sqrt(static_cast<double>(classes));
  weight = at::empty({2, classes}).uniform_(-bound, bound, rng);
  bias = at::empty({2}).uniform_(-bound, bound, rng);
}

Projector side_projector(std::int64_t classes, const at::Tensor& seen) {
  const at::Tensor is_seen = at::zeros({classes}).index_fill_(0, seen.cpu(), 1.0);
  Projector projector;
  projector.weight = at::stack({is_seen, 1 - is_seen});
  projector.bias = at::zeros({2});
  return projector;
}

at::Tensor Projector::ood_embedding(const at::Tensor& student_logits) const {
  const at::Tensor read =
      log_softmax ? at::log_softmax(student_logits, 1) : at::softmax(student_logits, 1);
  const at::Tensor projected = at::linear(read, weight, bias);
  return softmax ? at::softmax(projected, 1) : projected;
}
