#include "plugins/recipe/two_vectors.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/tensor.h>
#include <doctest/doctest.h>

#include "tests/reference/formulas.h"
#include "tests/support/tensors.h"

TEST_CASE("two-vectors of D3GZSL agree with their slow twins") {
  const at::Tensor score_values = normal({4}, 23) * 3;
  const at::Tensor logits = normal({4, 5}, 24);
  for (const bool softmax : {false, true}) {
    for (const bool log_input : {false, true}) {
      const Confidence gate{at::tensor({1.3}, at::kDouble), at::tensor({-0.4}, at::kDouble),
                            softmax};
      Projector projector;
      projector.weight = normal({2, 5}, 25);
      projector.bias = normal({2}, 26);
      projector.log_softmax = log_input;
      projector.softmax = softmax;
      const at::Tensor label = gate.ood_label(score_values),
                       embedding = projector.ood_embedding(logits);
      for (std::int64_t i = 0; i < 4; ++i) {
        const auto want_label =
            reference::ood_label(score_values[i].item<double>(), 1.3, -0.4, softmax);
        const auto want = reference::ood_embedding(to_row(logits[i]), to_table(projector.weight),
                                                   to_row(projector.bias), log_input, softmax);
        for (std::int64_t k = 0; k < 2; ++k) {
          const auto at = static_cast<std::size_t>(k);
          CHECK(label[i][k].item<double>() == doctest::Approx(want_label[at]).epsilon(1e-9));
          CHECK(embedding[i][k].item<double>() == doctest::Approx(want[at]).epsilon(1e-9));
        }
      }
    }
  }
}

TEST_CASE("a projector of sides says how much of a distribution lies on each") {
  Projector projector = side_projector(5, at::tensor({0, 3}, at::kLong));
  projector.log_softmax = projector.softmax = false;
  const at::Tensor logits = normal({4, 5}, 27).to(at::kFloat);
  const at::Tensor all = at::softmax(logits, 1), two = projector.ood_embedding(logits);
  for (std::int64_t i = 0; i < 4; ++i) {
    const double seen = all[i][0].item<double>() + all[i][3].item<double>();
    CHECK(two[i][0].item<double>() == doctest::Approx(seen));
    CHECK(two[i][1].item<double>() == doctest::Approx(1 - seen));
  }
}
