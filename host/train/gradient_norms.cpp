#include "host/train/gradient_norms.h"

#include <ATen/ops/linalg_vector_norm.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>
#include <optional>

namespace zeroth::host {
namespace {

/// In double: a loss that has gone flat shows as 1e-20, whose square single precision loses.
std::optional<double> length(const std::vector<at::Tensor>& gradients) {
  std::optional<double> sum;
  for (const at::Tensor& gradient : gradients) {
    if (!gradient.defined()) continue;
    const at::Tensor one = at::linalg_vector_norm(gradient, 2, {}, false, at::kDouble);
    sum = sum.value_or(0.0) + std::pow(one.item<double>(), 2);
  }
  return sum ? std::optional(std::sqrt(*sum)) : std::nullopt;
}

}  // namespace

void add_gradient_norms(const std::vector<Term>& terms,
                        const std::vector<FusedOptimiser*>& optimisers, MeanValues& means) {
  for (const Term& term : terms) {
    if (!term.value.requires_grad()) continue;
    for (const FusedOptimiser* optimiser : optimisers) {
      std::vector<at::Tensor> parameters;
      for (const NamedTensor& one : optimiser->parameters()) parameters.push_back(one.tensor);
      const auto norm =
          length(torch::autograd::grad({term.value}, parameters, {},
                                       /*retain_graph=*/true,
                                       /*create_graph=*/false, /*allow_unused=*/true));
      if (norm) means.add(term.name + "/" + optimiser->name(), *norm);
    }
  }
}

}  // namespace zeroth::host
