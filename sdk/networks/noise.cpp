#include <ATen/ops/empty.h>
#include <zeroth/networks/noise.h>

#include <utility>

namespace zeroth::networks {

at::Tensor normal_rows(const at::Tensor& rows, std::int64_t length, at::Generator rng) {
  return at::empty({rows.size(0), length}, rows.options()).normal_(0.0, 1.0, std::move(rng));
}

at::Tensor uniform_mix(const at::Tensor& rows, at::Generator rng) {
  return at::empty({rows.size(0)}, rows.options()).uniform_(0.0, 1.0, std::move(rng));
}

}  // namespace zeroth::networks
