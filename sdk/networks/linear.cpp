#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/zeros.h>
#include <zeroth/networks/linear.h>

#include <cmath>

#include "sdk/networks/repeated_linear.h"

namespace zeroth::networks {

Linear::Linear(std::int64_t inputs, std::int64_t outputs, Init init, at::Generator rng) {
  weight = at::empty({outputs, inputs});
  bias = at::zeros({outputs});
  if (init == Init::normal) {
    weight.normal_(0.0, 0.02, rng);
    return;
  }
  const double fan = static_cast<double>(init == Init::uniform ? inputs : inputs + outputs);
  const double bound = init == Init::uniform ? 1 / std::sqrt(fan) : std::sqrt(6 / fan);
  weight.uniform_(-bound, bound, rng);
  if (init == Init::uniform) bias.uniform_(-bound, bound, rng);
}

at::Tensor Linear::operator()(const at::Tensor& x) const {
  return applications_ ? Applications::linear(applications_, x, weight, bias)
                       : at::linear(x, weight, bias);
}

Linear Linear::repeated() const {
  Linear twin = *this;
  twin.applications_ = std::make_shared<Applications>();
  return twin;
}

void Linear::append_to(NamedTensors& tensors, const std::string& prefix) const {
  tensors.push_back({prefix + ".weight", weight});
  tensors.push_back({prefix + ".bias", bias});
}

}  // namespace zeroth::networks
