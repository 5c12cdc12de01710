#include "grid.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/stack.h>
#include <zeroth/error.h>

#include <string>

namespace apn {
namespace {

std::int64_t columns_nearest_to_a_square(std::int64_t regions) {
  std::int64_t rows = 1;
  for (std::int64_t one = 1; one * one <= regions; ++one) {
    if (regions % one == 0) rows = one;
  }
  return regions / rows;
}

}  // namespace

at::Tensor places(std::int64_t regions, std::int64_t columns, const at::TensorOptions& options) {
  if (columns == 0) columns = columns_nearest_to_a_square(regions);
  if (regions % columns != 0) {
    throw zeroth::Error("columns " + std::to_string(columns) + " does not divide the " +
                        std::to_string(regions) +
                        " regions of an image: give the width of its grid, or 0");
  }
  const at::Tensor number = at::arange(regions, options.dtype(at::kLong));
  const at::Tensor row = number.floor_divide(columns);
  return at::stack({row, number - row * columns}, 1).to(options);
}

}  // namespace apn
