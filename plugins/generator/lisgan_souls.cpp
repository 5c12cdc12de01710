#include "plugins/generator/lisgan_souls.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/minimum.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/zeros.h>

namespace zeroth::lisgan {
namespace {

/// K-means ends long before, but for rows between two centres that rounding sends to and fro.
constexpr int kRounds = 100;

at::Tensor squared_distance(const at::Tensor& rows, const at::Tensor& from) {
  return (rows - from).square().sum(1);
}

/// Rows far from each other, [count,D].
at::Tensor first_centres(const at::Tensor& rows, std::int64_t count) {
  at::Tensor centres = at::empty({count, rows.size(1)}, rows.options());
  at::Tensor nearest = -squared_distance(rows, rows.mean(0));
  for (std::int64_t k = 0; k < count; ++k) {
    const at::Tensor row = rows[nearest.argmax().item<std::int64_t>()];
    centres[k].copy_(row);
    const at::Tensor distance = squared_distance(rows, row);
    nearest = k == 0 ? distance : at::minimum(nearest, distance);
  }
  return centres;
}

/// The nearest centre [n] of each row.
at::Tensor clusters_of(const at::Tensor& rows, const at::Tensor& centres) {
  at::Tensor distances = at::empty({centres.size(0), rows.size(0)}, rows.options());
  for (std::int64_t k = 0; k < centres.size(0); ++k) {
    distances[k].copy_(squared_distance(rows, centres[k]));
  }
  return distances.argmin(0);
}

/// Means [count,D] of the clusters of some rows.
at::Tensor centres_of(const at::Tensor& rows, std::int64_t count) {
  at::Tensor centres = first_centres(rows, count), before;
  for (int round = 0; round < kRounds; ++round) {
    const at::Tensor clusters = clusters_of(rows, centres);
    if (before.defined() && clusters.equal(before)) break;
    for (std::int64_t k = 0; k < count; ++k) {
      const at::Tensor own = clusters.eq(k).nonzero().squeeze(1);
      if (own.size(0) > 0) centres[k].copy_(rows.index_select(0, own).mean(0));
    }
    before = clusters;
  }
  return centres;
}

/// Mean squared distance of points [P,D] to the nearest of their souls [P,k,D].
at::Tensor to_nearest(const at::Tensor& points, const at::Tensor& souls) {
  return (points.unsqueeze(1) - souls).square().sum(2).amin(1).mean();
}

}  // namespace

at::Tensor soul_samples(const at::Tensor& rows, const at::Tensor& positions, std::int64_t classes,
                        std::int64_t count) {
  const at::NoGradGuard no_gradient;
  at::Tensor souls = at::zeros({classes, count, rows.size(1)}, rows.options());
  for (std::int64_t c = 0; c < classes; ++c) {
    const at::Tensor own = positions.eq(c).nonzero().squeeze(1);
    if (own.size(0) > 0) souls[c].copy_(centres_of(rows.index_select(0, own), count));
  }
  return souls;
}

SoulLosses soul_losses(const at::Tensor& fake, const at::Tensor& positions,
                       const at::Tensor& souls) {
  const at::Tensor classes = at::arange(souls.size(0), positions.options());
  const at::Tensor member = classes.unsqueeze(1).eq(positions.unsqueeze(0));  // [S,B]
  const at::Tensor present = member.any(1).nonzero().squeeze(1);
  const at::Tensor shares = member.index_select(0, present).to(fake.scalar_type());
  const at::Tensor means = at::mm(shares / shares.sum(1, /*keepdim=*/true), fake);
  return {to_nearest(fake, souls.index_select(0, positions)),
          to_nearest(means, souls.index_select(0, present))};
}

}  // namespace zeroth::lisgan
