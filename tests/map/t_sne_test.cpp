#include "host/map/t_sne.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/exp.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "host/map/neighbours.h"
#include "host/map/principal_plane.h"

using namespace zeroth::host;

namespace {

at::Tensor draw(std::int64_t rows, std::int64_t columns, std::uint64_t seed = 3) {
  return at::randn({rows, columns}, at::make_generator<at::CPUGeneratorImpl>(seed), at::kDouble);
}

/// Five groups in twenty dimensions, one after the other.
at::Tensor groups(std::int64_t each) {
  std::vector<at::Tensor> parts;
  for (std::uint64_t i = 0; i < 5; ++i)
    parts.push_back(draw(each, 20, 10 + i) + 6 * draw(1, 20, i));
  return at::cat(parts);
}

TSneMap map_of(const at::Tensor& rows, int iterations) {
  TSneSettings settings;
  settings.iterations = iterations;
  return t_sne(rows, principal_plane(rows).points, settings, [](int) {});
}

}  // namespace

TEST_CASE("the gradient is that of the divergence, by finite differences in double") {
  const at::Tensor shares = neighbour_shares(draw(13, 4), 3).to(at::kDouble);
  const at::Tensor points = draw(13, 2, 5);
  const at::Tensor gradient = t_sne_gradient(shares, points, 1);
  constexpr double kStep = 1e-6;
  for (std::int64_t i = 0; i < points.size(0); ++i) {
    for (std::int64_t axis = 0; axis < 2; ++axis) {
      at::Tensor up = points.clone(), down = points.clone();
      up[i][axis] += kStep;
      down[i][axis] -= kStep;
      const double slope =
          (t_sne_divergence(shares, up) - t_sne_divergence(shares, down)) / (2 * kStep);
      CHECK(gradient[i][axis].item<double>() == doctest::Approx(slope).epsilon(1e-6));
    }
  }
}

TEST_CASE("exaggeration multiplies what draws, and float is double rounded") {
  const at::Tensor shares = neighbour_shares(draw(21, 4), 5).to(at::kDouble);
  const at::Tensor points = draw(21, 2, 5);
  // (g(12) - g(1)) / 11 = the part that draws; g(0) = the part that pushes.
  const at::Tensor draws =
      (t_sne_gradient(shares, points, 12) - t_sne_gradient(shares, points, 1)) / 11;
  const at::Tensor whole = t_sne_gradient(shares, points, 0) + draws;
  CHECK((whole - t_sne_gradient(shares, points, 1)).abs().max().item<double>() < 1e-12);
  const at::Tensor single = t_sne_gradient(shares.to(at::kFloat), points.to(at::kFloat), 1);
  CHECK((single - t_sne_gradient(shares, points, 1)).abs().max().item<double>() < 1e-6);
}

TEST_CASE("shares of neighbours have the perplexity that is asked for") {
  const at::Tensor rows = draw(40, 5) * 30;  // distances far from 1
  at::Tensor shares =
      (rows.unsqueeze(1) - rows.unsqueeze(0)).square().sum(2).to(at::kFloat).contiguous();
  for (std::int64_t i = 0; i < 40; ++i) {
    conditional_shares(shares.data_ptr<float>() + 40 * i, 40, i, 7);
  }
  shares = shares.to(at::kDouble);
  const at::Tensor entropy = -(shares * (shares + 1e-300).log()).sum(1);
  CHECK((at::exp(entropy) - 7).abs().max().item<double>() < 1e-4);
  CHECK((shares.sum(1) - 1).abs().max().item<double>() < 1e-5);
  CHECK(shares.diagonal().abs().max().item<double>() == 0);
  // Gaussians: log p falls with the distance by the same factor everywhere.
  const at::Tensor distances = (rows.unsqueeze(1) - rows.unsqueeze(0)).square().sum(2)[3];
  const at::Tensor fall = (shares[3].log() - shares[3][5].log()) / (distances - distances[5]);
  const at::Tensor known = fall.masked_select(shares[3].gt(1e-20).logical_and(fall.isfinite()));
  CHECK(known.size(0) > 5);
  CHECK((known / known[0] - 1).abs().max().item<double>() < 1e-3);
  const at::Tensor both = neighbour_shares(rows, 7).to(at::kDouble);
  CHECK((both - (shares + shares.t()) / 80).abs().max().item<double>() < 1e-6);
  CHECK(both.sum().item<double>() == doctest::Approx(1).epsilon(1e-6));
}

TEST_CASE("rows that are equal, and fewer than the perplexity needs, give a map all the same") {
  const TSneMap same = map_of(at::zeros({12, 3}), 50);
  CHECK(same.points.isfinite().all().item<bool>());
  const at::Tensor some = draw(4, 3);
  const TSneMap twins = map_of(at::cat({some, some, some}), 300);
  CHECK(twins.points.isfinite().all().item<bool>());
  CHECK(twins.perplexity == doctest::Approx(11.0 / 3));
  CHECK(map_of(draw(2, 3), 20).points.isfinite().all().item<bool>());
}

TEST_CASE("groups come apart") {
  constexpr std::int64_t kEach = 40;
  const TSneMap map = map_of(groups(kEach), 500);
  double widest = 0, nearest = std::numeric_limits<double>::infinity();
  std::vector<at::Tensor> centres;
  for (std::int64_t i = 0; i < 5; ++i) {
    const at::Tensor own = map.points.narrow(0, i * kEach, kEach);
    centres.push_back(own.mean(0));
    widest = std::max(widest, (own - centres.back()).norm(2, 1).max().item<double>());
    for (std::int64_t j = 0; j < i; ++j) {
      nearest = std::min(
          nearest, (centres[static_cast<std::size_t>(j)] - centres.back()).norm().item<double>());
    }
  }
  CHECK(nearest > 1.5 * widest);
  CHECK(map.divergence < 0.6);
  CHECK(map.points.mean(0).abs().max().item<double>() < 1e-3);
}

TEST_CASE("the same rows give the same bits, with any number of threads") {
  const at::Tensor rows = groups(30);
  const int threads = at::get_num_threads();
  at::set_num_threads(1);
  const TSneMap one = map_of(rows, 120);
  at::set_num_threads(2);
  const TSneMap two = map_of(rows, 120);
  at::set_num_threads(threads);
  CHECK(one.points.equal(two.points));
  CHECK(one.divergence == two.divergence);
}

TEST_CASE("every iteration is told, and what is thrown there ends it") {
  int told = 0;
  TSneSettings settings;
  settings.iterations = 7;
  const at::Tensor rows = draw(9, 3);
  t_sne(rows, principal_plane(rows).points, settings, [&](int done) { CHECK(done == ++told); });
  CHECK(told == 7);
  CHECK_THROWS_AS(t_sne(rows, principal_plane(rows).points, settings,
                        [](int done) {
                          if (done == 3) throw 3;
                        }),
                  int);
}
