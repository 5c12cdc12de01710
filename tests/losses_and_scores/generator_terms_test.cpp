#include <ATen/ops/index_select.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/scalar_tensor.h>
#include <doctest/doctest.h>
#include <torch/csrc/autograd/autograd.h>

#include "tests/losses_and_scores/generator_piece.h"
#include "tests/reference/generative_losses.h"
#include "tests/support/tensors.h"

using zeroth::TensorMap;

namespace {

TensorMap regression(std::int64_t rows) {
  return TensorMap({{"features", normal({rows, 5}, 31)},
                    {"attributes", normal({rows, 3}, 32)},
                    {"regressor.weight", normal({3, 5}, 33)},
                    {"regressor.bias", normal({3}, 34)}});
}

double cycle(const TensorMap& in) {
  return piece("generator.cycle-clswgan", "cycle-clswgan.cycle", in)["loss"].item<double>();
}

std::vector<reference::Table> tables(const at::Tensor& souls) {
  std::vector<reference::Table> all;
  for (std::int64_t c = 0; c < souls.size(0); ++c) all.push_back(to_table(souls[c]));
  return all;
}

TensorMap soul_losses(const at::Tensor& fake, const at::Tensor& positions,
                      const at::Tensor& souls) {
  return piece("generator.lisgan", "lisgan.soul-losses",
               TensorMap({{"fake", fake}, {"positions", positions}, {"souls", souls}}));
}

at::Tensor souls(const at::Tensor& rows, const at::Tensor& positions, double classes,
                 double count) {
  return piece("generator.lisgan", "lisgan.souls",
               TensorMap({{"features", rows},
                          {"positions", positions},
                          {"classes", at::scalar_tensor(classes, at::kDouble)},
                          {"count", at::scalar_tensor(count, at::kDouble)}}))["souls"];
}

}  // namespace

TEST_CASE("cycle-clswgan.cycle agrees with its slow twin and with finite differences") {
  for (const std::int64_t rows : {1, 6}) {
    TensorMap in = regression(rows);
    const double want =
        reference::cycle(to_table(in["features"]), to_table(in["attributes"]),
                         to_table(in["regressor.weight"]), to_row(in["regressor.bias"]));
    CHECK(cycle(in) == doctest::Approx(want).epsilon(1e-9));
    const at::Tensor leaf = in["features"].clone().set_requires_grad(true);
    in.set("features", leaf);
    const at::Tensor loss = piece("generator.cycle-clswgan", "cycle-clswgan.cycle", in)["loss"];
    check_slope(torch::autograd::grad({loss}, {leaf})[0], leaf, [&](const at::Tensor& x) {
      TensorMap there = in;
      there.set("features", x);
      return cycle(there);
    });
  }
}

TEST_CASE("lisgan.souls are those of the slow twin, class by class") {
  for (const std::int64_t count : {1, 2, 3, 7}) {
    const at::Tensor positions = whole(60, 4, 35) * 2;  // every second class has no rows
    const at::Tensor rows = normal({60, 3}, 36) * 3 + positions.unsqueeze(1);
    const at::Tensor got = souls(rows, positions, 7, static_cast<double>(count));
    REQUIRE((got.sizes() == at::IntArrayRef({7, count, 3})));
    for (std::int64_t c = 0; c < 7; ++c) {
      const at::Tensor own = positions.eq(c).nonzero().squeeze(1);
      if (own.size(0) == 0) {
        CHECK(got[c].abs().max().item<double>() == 0.0);
        continue;
      }
      const reference::Table want =
          reference::souls_of(to_table(rows.index_select(0, own)), static_cast<std::size_t>(count));
      for (std::int64_t j = 0; j < count; ++j) {
        for (std::int64_t k = 0; k < 3; ++k) {
          CHECK(got[c][j][k].item<double>() ==
                doctest::Approx(want[static_cast<std::size_t>(j)][static_cast<std::size_t>(k)]));
        }
      }
    }
  }
}

TEST_CASE("lisgan.souls: few rows and equal rows have souls too") {
  const at::Tensor one = souls(at::ones({1, 3}, at::kDouble), whole(1, 1, 37), 1, 3);
  CHECK(one.eq(1).all().item<bool>());
  const at::Tensor equal = souls(at::ones({5, 3}), whole(5, 1, 37), 1, 3);
  CHECK((equal.scalar_type() == at::kFloat));
  CHECK(equal.eq(1).all().item<bool>());
}

TEST_CASE("lisgan.soul-losses agree with their slow twins and with finite differences") {
  for (const std::int64_t rows : {1, 9}) {
    for (const std::int64_t count : {1, 3}) {
      const at::Tensor positions = whole(rows, 4, 38);
      const at::Tensor near = normal({5, count, 4}, 39);
      const at::Tensor fake = normal({rows, 4}, 40).set_requires_grad(true);
      const TensorMap got = soul_losses(fake, positions, near);
      CHECK(got["rows"].item<double>() == doctest::Approx(reference::rows_to_souls(
                                              to_table(fake), to_labels(positions), tables(near))));
      CHECK(got["classes"].item<double>() ==
            doctest::Approx(
                reference::classes_to_souls(to_table(fake), to_labels(positions), tables(near))));
      for (const char* name : {"rows", "classes"}) {
        const at::Tensor slope = torch::autograd::grad({got[name]}, {fake}, {}, true)[0];
        check_slope(slope, fake, [&](const at::Tensor& x) {
          return soul_losses(x, positions, near)[name].item<double>();
        });
      }
    }
  }
}
