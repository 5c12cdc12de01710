#include "host/export/agreement.h"

#include <ATen/ATen.h>
#include <doctest/doctest.h>

#include <limits>

#include "host/export/tensor_names.h"
#include "tests/support/working_folder.h"

using namespace zeroth::host;

TEST_CASE("a difference is a share of the row's largest score") {
  const at::Tensor wanted = at::tensor({1.0, -100.0, 2.0, 4.0}, at::kDouble).view({2, 2});
  const at::Tensor said = at::tensor({1.001, -100.0, 2.0, 4.0}, at::kDouble).view({2, 2});
  const Agreement found = agreement_of("rows", said, wanted);
  CHECK(found.difference == doctest::Approx(1e-5));
  CHECK(found.count == 2);
  CHECK(found.same == 2);
  CHECK(agreement_of("rows", at::tensor({4.0, 2.0, 1.0, 0.0}).view({2, 2}), wanted).same == 1);
}

TEST_CASE("what is no number never agrees with one") {
  const double none = std::numeric_limits<double>::quiet_NaN();
  const double most = std::numeric_limits<double>::infinity();
  const at::Tensor wanted = at::tensor({1.0, -most}, at::kDouble).view({1, 2});
  CHECK(agreement_of("rows", wanted, wanted).difference == 0.0);
  const Agreement wrong =
      agreement_of("random rows", at::tensor({none, -most}, at::kDouble).view({1, 2}), wanted);
  CHECK(failure_of([&] { expect_agreement(wrong, "the file", "model"); }) ==
        "1: error: the file says something else than the model\n  where  model\n"
        "  why    of 1 random rows the largest relative difference is nan, and 1e-05 is allowed\n"
        "  fix    report it with the model's pipeline");
}

TEST_CASE("constants bear the names of the model's tensors") {
  const at::Tensor weight = at::ones({3, 2});
  TensorNames names({{"parts/student/embedding.weight", weight}});
  CHECK(names.name_of(weight) == "student_embedding_weight");
  CHECK(names.name_of(at::ones({3, 2})) == "constant");
  CHECK(names.name_of(weight) == "student_embedding_weight_1");
}
