#include "host/precision/bf16_products.h"

#include <ATen/ops/addmm.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/zeros.h>
#include <doctest/doctest.h>
#include <torch/csrc/autograd/autograd.h>

#include "host/precision/bf16_support.h"
#include "host/train/optimiser.h"
#include "tests/support/tensors.h"

using zeroth::host::Bf16Products;

namespace {

/// Large enough that fp32 is left alone nowhere.
constexpr std::int64_t kRows = 70, kInner = 129, kColumns = 90;

bool missing() {
  if (!zeroth::host::bf16_instructions().empty()) return false;
  MESSAGE("skipped: this processor has no instructions for bf16");
  return true;
}

at::Tensor matrix(std::int64_t rows, std::int64_t columns, std::uint64_t seed) {
  return normal({rows, columns}, seed).to(at::kFloat);
}

/// In double precision: what bf16 makes of a factor, exactly.
at::Tensor rounded(const at::Tensor& factor) {
  return factor.detach().to(at::kBFloat16).to(at::kDouble);
}

at::Tensor product(const at::Tensor& a, const at::Tensor& b) {
  return at::matmul(rounded(a), rounded(b));
}

/// Apart by no more than sums in fp32 are.
void check_close(const at::Tensor& found, const at::Tensor& exact) {
  REQUIRE(found.sizes() == exact.sizes());
  CHECK((found.scalar_type() == at::kFloat));
  CHECK((found.to(at::kDouble) - exact).abs().max().item<double>() < 1e-4);
}

}  // namespace

TEST_CASE("bf16: products are those of the rounded factors, in every layout") {
  if (missing()) return;
  const Bf16Products products;
  const at::Tensor a = matrix(kRows, kInner, 1), b = matrix(kInner, kColumns, 2);
  for (const at::Tensor& left : {a, a.t().contiguous().t()}) {
    for (const at::Tensor& right : {b, b.t().contiguous().t()}) {
      check_close(at::mm(left, right), product(a, b));
    }
  }
  const at::Tensor wide = matrix(kRows, 2 * kInner, 3), thin = wide.narrow(1, 5, kInner);
  check_close(at::mm(thin, b), product(thin, b));
  const at::Tensor every_second = matrix(kRows, 2 * kInner, 4).slice(1, 0, 2 * kInner, 2);
  check_close(at::mm(every_second, b), product(every_second, b));
}

TEST_CASE("bf16: the factors really are rounded, and fp32 comes back") {
  if (missing()) return;
  const at::Tensor a = matrix(kRows, kInner, 1), b = matrix(kInner, kColumns, 2);
  const at::Tensor before = at::mm(a, b);
  {
    const Bf16Products products;
    CHECK((at::mm(a, b) - before).abs().max().item<double>() > 1e-3);
  }
  CHECK(at::mm(a, b).equal(before));
}

TEST_CASE("bf16: products into a part of a matrix, with a bias, and added to what is there") {
  if (missing()) return;
  const Bf16Products products;
  const at::Tensor a = matrix(kRows, kInner, 1), b = matrix(kInner, kColumns, 2);
  const at::Tensor bias = matrix(1, kColumns, 3).squeeze(0), sum = matrix(kRows, kColumns, 4);

  at::Tensor whole = at::zeros({kRows, kColumns + 7});
  at::Tensor part = whole.narrow(1, 3, kColumns);
  at::mm_out(part, a, b);
  check_close(part, product(a, b));
  CHECK(whole.narrow(1, 0, 3).abs().max().item<double>() == 0);
  CHECK(whole.narrow(1, 3 + kColumns, 4).abs().max().item<double>() == 0);

  check_close(at::linear(a, b.t(), bias), product(a, b) + bias.to(at::kDouble));
  check_close(at::addmm(sum, a, b), product(a, b) + sum.to(at::kDouble));
  at::Tensor in_place = sum.clone();
  in_place.addmm_(a, b);
  check_close(in_place, product(a, b) + sum.to(at::kDouble));
}

TEST_CASE("bf16: other factors than one, double precision and small products are left alone") {
  if (missing()) return;
  const at::Tensor a = matrix(kRows, kInner, 1), b = matrix(kInner, kColumns, 2);
  const at::Tensor sum = matrix(kRows, kColumns, 3), small = matrix(8, 8, 4);
  const auto all = [&] {
    return std::vector<at::Tensor>{at::addmm(sum, a, b, 1, -2), at::addmm(sum, a, b, 0.5, 1),
                                   at::mm(a.to(at::kDouble), b.to(at::kDouble)),
                                   at::mm(small, small), at::mm(a, b.narrow(1, 0, 1))};
  };
  const std::vector<at::Tensor> before = all();
  const Bf16Products products;
  const std::vector<at::Tensor> with = all();
  for (std::size_t i = 0; i < before.size(); ++i) CHECK(with[i].equal(before[i]));
}

TEST_CASE("bf16: gradients are products of rounded factors too") {
  if (missing()) return;
  const Bf16Products products;
  at::Tensor x = matrix(kRows, kInner, 1), weight = matrix(kColumns, kInner, 2);
  x.set_requires_grad(true);
  weight.set_requires_grad(true);
  const at::Tensor upstream = matrix(kRows, kColumns, 3);
  const auto gradients = torch::autograd::grad({at::linear(x, weight)}, {x, weight}, {upstream});
  check_close(gradients[0], product(upstream, weight));
  check_close(gradients[1], product(upstream.t(), x));
}

TEST_CASE("bf16: a parameter's kept copy follows steps and whatever else writes into it") {
  if (missing()) return;
  const Bf16Products products;
  const at::Tensor weight = matrix(kColumns, kInner, 1), x = matrix(kRows, kInner, 2);
  zeroth::Optimiser settings;
  settings.learning_rate = 0.1;
  zeroth::host::FusedOptimiser optimiser(settings, {{"weight", weight}});
  const auto check = [&] {
    check_close(at::linear(x, weight), product(x, weight.t()));
    for (const std::int64_t first : {0, 64}) {  // views of it
      const at::Tensor columns = x.narrow(1, first, 64), part = weight.narrow(1, first, 64);
      check_close(at::mm(columns, part.t()), product(columns, part.t()));
    }
  };
  check();
  optimiser.step({matrix(kColumns, kInner, 3)});
  check();
  weight.detach().copy_(matrix(kColumns, kInner, 4));
  check();
  weight.narrow(1, 3, 5).zero_();
  check();
}
