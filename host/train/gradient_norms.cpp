#include "host/train/gradient_norms.h"

#include <ATen/ops/linalg_vector_norm.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>
#include <optional>

namespace zeroth::host {
namespace {

/// In double: a loss that has gone flat shows as 1e-20, whose square single precision loses.
/// Nothing: no gradient reaches any of them.
std::optional<double> length(const at::Tensor* first, const at::Tensor* last) {
  std::optional<double> length;
  for (; first != last; ++first) {
    if (!first->defined()) continue;
    const at::Tensor one = at::linalg_vector_norm(*first, 2, {}, false, at::kDouble);
    length = std::hypot(length.value_or(0.0), one.item<double>());
  }
  return length;
}

}  // namespace

void add_gradient_norms(const std::vector<Term>& terms,
                        const std::vector<FusedOptimiser*>& optimisers,
                        const std::vector<at::Tensor>& parameters, MeanValues& means) {
  for (const Term& term : terms) {
    if (!term.value.requires_grad()) continue;
    const auto gradients =
        torch::autograd::grad({term.value}, parameters, {}, /*retain_graph=*/true,
                              /*create_graph=*/false, /*allow_unused=*/true);
    const at::Tensor* first = gradients.data();
    for (const FusedOptimiser* optimiser : optimisers) {
      const at::Tensor* last = first + optimiser->parameters().size();
      if (const auto norm = length(first, last)) {
        means.add(term.name + "/" + optimiser->name(), *norm);
      }
      first = last;
    }
  }
}

}  // namespace zeroth::host
