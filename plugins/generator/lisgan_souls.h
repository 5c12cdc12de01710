#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

// The soul samples of LisGAN (plugins/generator/README.md): what the rows of a class are around.
namespace zeroth::lisgan {

/// `count` soul samples of each of `classes` classes: the means of its rows' clusters. Rows [n,D],
/// their classes [n] int64 -> [classes,count,D]. Nothing is drawn: the first centre is the row next
/// to the mean of the class, each further one the row that is farthest from all centres, then
/// k-means until no row changes its cluster. A class of fewer different rows has equal souls; one
/// without rows has zeros, and no batch reads them.
at::Tensor soul_samples(const at::Tensor& rows, const at::Tensor& positions, std::int64_t classes,
                        std::int64_t count);

/// How far made rows lie from the souls of their classes, a scalar each.
struct SoulLosses {
  at::Tensor rows;     ///< mean over the rows, squared distance to the nearest soul
  at::Tensor classes;  ///< the same of the mean row of each class that the batch has
};

/// fake [B,D], positions [B] int64, souls [S,k,D]. A gradient flows to `fake`.
SoulLosses soul_losses(const at::Tensor& fake, const at::Tensor& positions,
                       const at::Tensor& souls);

}  // namespace zeroth::lisgan
