#include "host/map/principal_plane.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/linalg_eigh.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/zeros.h>

#include <algorithm>

namespace zeroth::host {
namespace {

/// The two directions [D,2] of the largest variance, of length 1; columns of 0 beyond the rank.
/// @param centred  [n,D] double, around 0
at::Tensor directions_of(const at::Tensor& centred) {
  const bool is_wide = centred.size(0) < centred.size(1);
  const at::Tensor products =
      is_wide ? at::matmul(centred, centred.t()) : at::matmul(centred.t(), centred);
  const auto [values, vectors] = at::linalg_eigh(products);  // ascending
  const std::int64_t found = std::min<std::int64_t>(values.size(0), 2);
  at::Tensor directions = at::zeros({centred.size(1), 2}, centred.options());
  for (std::int64_t i = 0; i < found; ++i) {
    at::Tensor one = vectors.select(1, values.size(0) - 1 - i);
    if (is_wide) one = at::matmul(centred.t(), one);
    const double length = one.norm().item<double>();
    if (length > 0) directions.select(1, i).copy_(one / length);
  }
  return directions;
}

/// Turned so that the entry of the largest magnitude is positive.
at::Tensor with_sign(const at::Tensor& directions) {
  const at::Tensor largest = at::abs(directions).argmax(0, true);
  const at::Tensor signs = directions.gather(0, largest).sign();
  return directions * signs;
}

}  // namespace

PrincipalPlane principal_plane(const at::Tensor& rows) {
  const at::Tensor all = rows.to(at::kDouble);
  const at::Tensor centred = all - all.mean(0, true);
  PrincipalPlane plane;
  plane.points = at::zeros({rows.size(0), 2}, all.options());
  const double total = centred.square().sum().item<double>();
  if (total <= 0) return plane;
  plane.points = at::matmul(centred, with_sign(directions_of(centred)));
  const at::Tensor kept = plane.points.square().sum(0) / total;
  plane.second_share = kept[1].item<double>();
  plane.share = kept.sum().item<double>();
  return plane;
}

}  // namespace zeroth::host
