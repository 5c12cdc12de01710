#include "plugins/networks/linear.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/zeros.h>

#include <cmath>

namespace zeroth::networks {

Linear::Linear(std::int64_t inputs, std::int64_t outputs, Init init, at::Generator rng) {
  if (init == Init::normal) {
    weight = at::empty({outputs, inputs}).normal_(0.0, 0.02, rng);
    bias = at::zeros({outputs});
  } else {
    const double bound = 1.0 / std::sqrt(static_cast<double>(inputs));
    weight = at::empty({outputs, inputs}).uniform_(-bound, bound, rng);
    bias = at::empty({outputs}).uniform_(-bound, bound, rng);
  }
}

at::Tensor Linear::operator()(const at::Tensor& x) const { return at::linear(x, weight, bias); }

void Linear::append_to(NamedTensors& tensors, const std::string& prefix) const {
  tensors.push_back({prefix + ".weight", weight});
  tensors.push_back({prefix + ".bias", bias});
}

}  // namespace zeroth::networks
