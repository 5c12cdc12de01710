#include "plugins/networks/seen_positions.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/searchsorted.h>
#include <zeroth/error.h>

#include <cstdint>
#include <string>

namespace zeroth::networks {

at::Tensor seen_positions(const at::Tensor& labels, const at::Tensor& seen) {
  const at::Tensor positions = at::searchsorted(seen, labels).clamp_max(seen.size(0) - 1);
  const at::Tensor strange = labels.masked_select(seen.index_select(0, positions).ne(labels));
  if (strange.numel() == 0) return positions;
  throw Error("class " + std::to_string(strange[0].item<std::int64_t>()) +
              " is not a seen class, and this loss reads rows of seen classes only");
}

}  // namespace zeroth::networks
