#include "plugins/networks/comparator.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/linear.h>

#include "plugins/networks/pairwise_leaky.h"

namespace zeroth::networks {

Comparator::Comparator(std::int64_t embedding, std::int64_t attributes, std::int64_t width,
                       at::Generator rng)
    : hidden(embedding + attributes, width, Init::normal, rng),
      output(width, 1, Init::normal, rng) {}

at::Tensor Comparator::operator()(const at::Tensor& h, const at::Tensor& a) const {
  const auto split = h.size(1);
  const at::Tensor of_row = at::linear(h, hidden.weight.narrow(1, 0, split));
  const at::Tensor of_class = at::linear(a, hidden.weight.narrow(1, split, a.size(1)), hidden.bias);
  return pairwise_leaky(of_row, of_class, output.weight.select(0, 0)) + output.bias;
}

void Comparator::append_to(NamedTensors& tensors, const std::string& prefix) const {
  hidden.append_to(tensors, prefix + ".hidden");
  output.append_to(tensors, prefix + ".output");
}

}  // namespace zeroth::networks
