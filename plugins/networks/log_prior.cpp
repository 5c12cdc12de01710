#include "plugins/networks/log_prior.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/where.h>

namespace zeroth::networks {

at::Tensor log_prior(const at::Tensor& rows) {
  const at::Tensor counts = rows.to(at::kDouble);
  const at::Tensor missing = counts.eq(0);
  const at::Tensor rarest = at::where(missing, counts.sum(), counts).min();
  const at::Tensor filled = at::where(missing, rarest, counts);
  return (filled / filled.sum()).log();
}

}  // namespace zeroth::networks
