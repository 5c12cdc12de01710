#include "host/map/t_sne.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/full_like.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "host/map/neighbours.h"

namespace zeroth::host {
namespace {

/// Sums are kept in so many parts, so that the compiler may compute that many terms at a time.
constexpr std::int64_t kLanes = 8;
constexpr std::int64_t kRowsOfThread = 16;

/// What the others do to one point: `near` is the sum of p q (y - y_j), `far` that of q^2 (y -
/// y_j), `total` that of q, where q = 1 / (1 + |y - y_j|^2).
struct Pull {
  std::array<double, 2> near{}, far{};
  double total = 0;
};

template <class Real>
double sum_of(const std::array<Real, kLanes>& parts) {
  double sum = 0;
  for (const Real part : parts) sum += static_cast<double>(part);
  return sum;
}

/// @param shares [n]  @param x, y [n] coordinates of all points
template <class Real>
Pull pull_on(std::int64_t point, const Real* shares, const Real* x, const Real* y,
             std::int64_t count) {
  std::array<Real, kLanes> near_x{}, near_y{}, far_x{}, far_y{}, total{};
  const Real own_x = x[point], own_y = y[point];
  const auto add = [&](std::int64_t other, std::size_t lane) {
    const Real dx = own_x - x[other], dy = own_y - y[other];
    const Real q = Real(1) / (Real(1) + dx * dx + dy * dy);
    const Real pq = shares[other] * q, qq = q * q;
    near_x[lane] += pq * dx;
    near_y[lane] += pq * dy;
    far_x[lane] += qq * dx;
    far_y[lane] += qq * dy;
    total[lane] += q;
  };
  const std::int64_t whole = count - count % kLanes;
  for (std::int64_t first = 0; first < whole; first += kLanes) {
    for (std::int64_t lane = 0; lane < kLanes; ++lane) {
      add(first + lane, static_cast<std::size_t>(lane));
    }
  }
  for (std::int64_t other = whole; other < count; ++other) add(other, 0);
  // The point itself has q = 1 and moves nothing.
  return {{sum_of(near_x), sum_of(near_y)}, {sum_of(far_x), sum_of(far_y)}, sum_of(total) - 1};
}

template <class Real>
std::vector<Pull> pulls(const at::Tensor& shares, const at::Tensor& points) {
  const std::int64_t count = points.size(0);
  const at::Tensor columns = points.t().contiguous(), table = shares.contiguous();
  const Real* x = columns.data_ptr<Real>();
  const Real* p = table.data_ptr<Real>();
  std::vector<Pull> all(static_cast<std::size_t>(count));
  at::parallel_for(0, count, kRowsOfThread, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      all[static_cast<std::size_t>(i)] = pull_on(i, p + i * count, x, x + count, count);
    }
  });
  return all;
}

template <class Real>
at::Tensor gradient(const at::Tensor& shares, const at::Tensor& points, double exaggeration) {
  const auto all = pulls<Real>(shares, points);
  double total = 0;
  for (const auto& one : all) total += one.total;
  at::Tensor result = at::empty_like(points, points.options()).contiguous();
  Real* out = result.data_ptr<Real>();
  for (const auto& one : all) {
    for (std::size_t axis = 0; axis < 2; ++axis) {
      *out++ = static_cast<Real>(4 * (exaggeration * one.near[axis] - one.far[axis] / total));
    }
  }
  return result;
}

/// Points on their way: each coordinate has a step of its own (Jacobs 1988), as in the authors'
/// code.
class Descent {
 public:
  Descent(at::Tensor shares, const at::Tensor& start, const TSneSettings& settings)
      : shares_(std::move(shares)),
        settings_(settings),
        points_(start),
        speed_(at::zeros_like(start)),
        gains_(at::full_like(start, 1)),
        rate_(std::max(static_cast<double>(start.size(0)) / settings.exaggeration / 4,
                       kSmallestRate)) {}

  void step(int iteration) {
    const bool is_early = iteration < settings_.exaggerated;
    const at::Tensor slope =
        t_sne_gradient(shares_, points_, is_early ? settings_.exaggeration : 1);
    const at::Tensor goes_up = slope.mul(speed_).ge(0);
    gains_ = at::where(goes_up, gains_ * kLess, gains_ + kMore).clamp_min(kSmallestGain);
    speed_ = (is_early ? kEarlyMomentum : kMomentum) * speed_ - rate_ * gains_ * slope;
    points_ = points_ + speed_;
    points_ = points_ - points_.mean(0, true);
  }

  const at::Tensor& points() const { return points_; }

 private:
  static constexpr double kSmallestRate = 50, kSmallestGain = 0.01, kMore = 0.2, kLess = 0.8;
  static constexpr double kEarlyMomentum = 0.5, kMomentum = 0.8;

  at::Tensor shares_;
  TSneSettings settings_;
  at::Tensor points_, speed_, gains_;
  double rate_;
};

/// Points start so near one another that nothing is decided yet.
at::Tensor small(const at::Tensor& start) {
  constexpr double kDeviation = 1e-4;
  const double deviation = start.select(1, 0).to(at::kDouble).std(false).item<double>();
  return (deviation > 0 ? start * (kDeviation / deviation) : start).to(at::kFloat).contiguous();
}

}  // namespace

double t_sne_divergence(const at::Tensor& shares, const at::Tensor& points) {
  constexpr double kTiny = 1e-300;
  const std::int64_t count = points.size(0);
  const at::Tensor wide = points.to(at::kDouble);
  double cost = 0, total = 0, sum = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    const at::Tensor q = 1 / (1 + (wide - wide[i]).square().sum(1));
    const at::Tensor p = shares[i].to(at::kDouble);
    cost += (p * (p.clamp_min(kTiny).log() - q.log())).sum().item<double>();
    total += q.sum().item<double>() - 1;
    sum += p.sum().item<double>();
  }
  return cost + sum * std::log(total);
}

at::Tensor t_sne_gradient(const at::Tensor& shares, const at::Tensor& points, double exaggeration) {
  return points.scalar_type() == at::kDouble ? gradient<double>(shares, points, exaggeration)
                                             : gradient<float>(shares, points, exaggeration);
}

TSneMap t_sne(const at::Tensor& rows, const at::Tensor& start, const TSneSettings& settings,
              const TellIteration& tell) {
  TSneMap map;
  // A row needs some three times as many others as it has neighbours (the authors' code).
  constexpr double kOthers = 3;
  map.perplexity =
      std::min(settings.perplexity, std::max(1.0, static_cast<double>(rows.size(0) - 1) / kOthers));
  const at::Tensor shares = neighbour_shares(rows, map.perplexity);
  Descent descent(shares, small(start), settings);
  for (int i = 0; i < settings.iterations; ++i) {
    descent.step(i);
    tell(i + 1);
  }
  map.points = descent.points().to(at::kDouble);
  map.divergence = t_sne_divergence(shares, descent.points());
  return map;
}

}  // namespace zeroth::host
