#include "host/map/neighbours.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/matmul.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace zeroth::host {
namespace {

/// Rows of which the distances to all others are computed at a time.
constexpr std::int64_t kBlock = 256;
/// Halvings of the width of a Gaussian, at most: double has no finer one after some fifty.
constexpr int kHalvings = 60;
/// In nats, how near the entropy has to come.
constexpr double kNear = 1e-7;

/// Squared distances [b,n] of some of the rows from all; rounding leaves none below 0.
/// @param all  [n,D] float, around 0, so that rounding counts little
at::Tensor squared_distances(const at::Tensor& all, std::int64_t first, std::int64_t count) {
  const at::Tensor lengths = all.square().sum(1);
  const at::Tensor products = at::matmul(all.narrow(0, first, count), all.t());
  return (lengths.narrow(0, first, count).unsqueeze(1) + lengths - 2 * products).clamp_min(0);
}

/// Gaussians exp(-precision d) of the others of a row.
struct Gaussians {
  double sum = 0, mean = 0;  ///< of the weights; of the distances, weighed

  double entropy(double precision) const { return std::log(sum) + precision * mean; }
};

Gaussians gaussians(const float* apart, std::int64_t count, std::int64_t own, double precision) {
  Gaussians found;
  for (std::int64_t i = 0; i < count; ++i) {
    if (i == own) continue;
    const double distance = apart[i];
    const double weight = std::exp(-precision * distance);
    found.sum += weight;
    found.mean += weight * distance;
  }
  found.mean /= found.sum;
  return found;
}

/// The precision at which the entropy is log(perplexity), or as near to that as it gets.
double precision_of(const float* apart, std::int64_t count, std::int64_t own, double perplexity) {
  const double wanted = std::log(perplexity);
  double low = 0, high = std::numeric_limits<double>::infinity(), precision = 1;
  for (int i = 0; i < kHalvings; ++i) {
    const double entropy = gaussians(apart, count, own, precision).entropy(precision);
    if (std::abs(entropy - wanted) < kNear) break;
    (entropy > wanted ? low : high) = precision;
    precision = std::isinf(high) ? 2 * precision : (low + high) / 2;
  }
  return precision;
}

}  // namespace

void conditional_shares(float* distances, std::int64_t count, std::int64_t own, double perplexity) {
  // Beyond the nearest other row: the same shares, and no sum of them is 0.
  float nearest = std::numeric_limits<float>::infinity();
  for (std::int64_t i = 0; i < count; ++i) {
    if (i != own) nearest = std::min(nearest, distances[i]);
  }
  for (std::int64_t i = 0; i < count; ++i) distances[i] -= nearest;
  const double precision = precision_of(distances, count, own, perplexity);
  const double sum = gaussians(distances, count, own, precision).sum;
  for (std::int64_t i = 0; i < count; ++i) {
    const double weight = std::exp(-precision * static_cast<double>(distances[i]));
    distances[i] = i == own ? 0.0F : static_cast<float>(weight / sum);
  }
}

at::Tensor neighbour_shares(const at::Tensor& rows, double perplexity) {
  const at::Tensor wide = rows.to(at::kDouble);
  const at::Tensor all = (wide - wide.mean(0, true)).to(at::kFloat);
  const std::int64_t count = all.size(0);
  at::Tensor shares = at::empty({count, count}, at::kFloat);
  for (std::int64_t first = 0; first < count; first += kBlock) {
    const std::int64_t some = std::min(kBlock, count - first);
    shares.narrow(0, first, some).copy_(squared_distances(all, first, some));
  }
  float* table = shares.data_ptr<float>();
  at::parallel_for(0, count, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      conditional_shares(table + i * count, count, i, perplexity);
    }
  });
  shares = shares + shares.t();
  return shares / shares.sum(at::kDouble).item<double>();
}

}  // namespace zeroth::host
