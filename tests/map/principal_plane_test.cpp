#include "host/map/principal_plane.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/linalg_svd.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <doctest/doctest.h>

using namespace zeroth::host;

namespace {

at::Tensor random_rows(std::int64_t rows, std::int64_t columns) {
  return at::randn({rows, columns}, at::make_generator<at::CPUGeneratorImpl>(3), at::kDouble) + 2;
}

/// The plane by singular values, which needs no product of the rows.
at::Tensor by_singular_values(const at::Tensor& rows) {
  const at::Tensor centred = rows - rows.mean(0, true);
  const auto [u, values, directions] = at::linalg_svd(centred, false);
  const at::Tensor two = directions.narrow(0, 0, 2).t();
  const at::Tensor signs = two.gather(0, two.abs().argmax(0, true)).sign();
  return at::matmul(centred, two * signs);
}

}  // namespace

TEST_CASE("the plane is that of the largest singular values, of many rows and of few") {
  for (const auto& rows : {random_rows(60, 7), random_rows(7, 60)}) {
    const PrincipalPlane plane = principal_plane(rows);
    CHECK(at::allclose(plane.points, by_singular_values(rows), 1e-9, 1e-9));
    const at::Tensor centred = rows - rows.mean(0, true);
    const double total = centred.square().sum().item<double>();
    CHECK(plane.share ==
          doctest::Approx(plane.points.square().sum().item<double>() / total).epsilon(1e-12));
    CHECK(plane.second_share < plane.share / 2 + 1e-12);
  }
}

TEST_CASE("the sign is fixed: mirrored data give the mirrored plane's twin") {
  const at::Tensor line = at::tensor({0.0, 1.0, 5.0}, at::kDouble).unsqueeze(1);
  const PrincipalPlane plane = principal_plane(at::cat({-3 * line, line}, 1));
  // The larger entry, of the first column, is negative in the data: the plane turns it.
  CHECK(plane.points[2][0].item<double>() < 0);
  CHECK(plane.share == doctest::Approx(1));
  CHECK(plane.second_share == doctest::Approx(0));
}

TEST_CASE("rows that do not vary, and rows of one column") {
  CHECK(principal_plane(at::zeros({4, 3}) + 5).points.abs().max().item<double>() == 0);
  const PrincipalPlane plane = principal_plane(at::tensor({1.0, 2.0, 4.0}).unsqueeze(1));
  CHECK(plane.points.sizes() == at::IntArrayRef({3, 2}));
  CHECK(plane.points.select(1, 1).abs().max().item<double>() == 0);
  CHECK(plane.share == doctest::Approx(1));
}
