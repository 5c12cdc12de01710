#include <ATen/TensorOperators.h>
#include <zeroth/networks/unit_rows.h>

namespace zeroth::networks {

at::Tensor unit_rows(const at::Tensor& rows, double smallest) {
  return rows / rows.norm(2, {1}, /*keepdim=*/true).clamp_min(smallest);
}

}  // namespace zeroth::networks
