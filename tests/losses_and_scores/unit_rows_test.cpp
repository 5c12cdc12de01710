#include <ATen/ops/allclose.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <doctest/doctest.h>
#include <zeroth/networks/unit_rows.h>

#include "tests/support/tensors.h"

using zeroth::networks::unit_rows;

TEST_CASE("unit rows have norm 1, a row of zeros stays one, a short one is divided by the least") {
  const at::Tensor rows = normal({4, 3}, 1);
  CHECK(at::allclose(unit_rows(rows).square().sum(1), at::ones({4}, at::kDouble)));
  CHECK(at::allclose(unit_rows(rows * 7), unit_rows(rows)));
  CHECK(unit_rows(at::zeros({1, 3}, at::kDouble)).equal(at::zeros({1, 3}, at::kDouble)));
  const at::Tensor length = rows.norm(2, {1}, /*keepdim=*/true);
  CHECK(at::allclose(unit_rows(rows / length * 1e-9, 1e-8), rows / length * 0.1));
}
