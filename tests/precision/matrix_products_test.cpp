#include "host/precision/matrix_products.h"

#include <ATen/ops/addmm.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/mm.h>
#include <doctest/doctest.h>
#include <torch/csrc/autograd/autograd.h>

#include "host/train/optimiser.h"
#include "tests/support/tensors.h"

using zeroth::host::MatrixProducts;
using zeroth::host::Precision;

namespace {

/// Large enough that no product is left alone.
constexpr std::int64_t kRows = 70, kInner = 129, kColumns = 90;

bool missing(Precision precision) {
  if (!zeroth::host::instructions(precision).empty()) return false;
  MESSAGE("skipped: oneDNN gains nothing on this processor");
  return true;
}

at::Tensor matrix(std::int64_t rows, std::int64_t columns, std::uint64_t seed) {
  return normal({rows, columns}, seed).to(at::kFloat);
}

/// In double precision, exactly, what a precision makes of a factor.
at::Tensor rounded(const at::Tensor& factor, Precision precision) {
  return factor.detach()
      .to(precision == Precision::bf16 ? at::kBFloat16 : at::kFloat)
      .to(at::kDouble);
}

/// Apart by no more than sums in fp32 are.
void check_close(const at::Tensor& found, const at::Tensor& exact) {
  REQUIRE(found.sizes() == exact.sizes());
  CHECK((found.scalar_type() == at::kFloat));
  CHECK((found.to(at::kDouble) - exact).abs().max().item<double>() < 1e-4);
}

/// What products of one precision have to give.
struct Exact {
  Precision precision;
  at::Tensor operator()(const at::Tensor& a, const at::Tensor& b) const {
    return at::matmul(rounded(a, precision), rounded(b, precision));
  }
};

void check_layouts(const Exact& product) {
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
  const at::Tensor repeated = matrix(1, kInner, 5).expand({kRows, kInner});
  check_close(at::mm(repeated, b), product(repeated, b));
  check_close(at::mm(b.t(), repeated.t()), product(b.t(), repeated.t()));
}

void check_addends(const Exact& product) {
  const at::Tensor a = matrix(kRows, kInner, 1), b = matrix(kInner, kColumns, 2);
  const at::Tensor bias = matrix(1, kColumns, 3).squeeze(0), sum = matrix(kRows, kColumns, 4);

  at::Tensor whole = at::full({kRows, kColumns + 7}, 2.0);
  at::Tensor part = whole.narrow(1, 3, kColumns);
  at::mm_out(part, a, b);
  check_close(part, product(a, b));
  CHECK((whole.narrow(1, 0, 3) == 2).all().item<bool>());
  CHECK((whole.narrow(1, 3 + kColumns, 4) == 2).all().item<bool>());

  check_close(at::linear(a, b.t(), bias), product(a, b) + bias.to(at::kDouble));
  check_close(at::addmm(sum, a, b), product(a, b) + sum.to(at::kDouble));
  at::Tensor in_place = sum.clone();
  in_place.addmm_(a, b);
  check_close(in_place, product(a, b) + sum.to(at::kDouble));
}

void check_gradients(const Exact& product) {
  at::Tensor x = matrix(kRows, kInner, 1), weight = matrix(kColumns, kInner, 2);
  x.set_requires_grad(true);
  weight.set_requires_grad(true);
  const at::Tensor upstream = matrix(kRows, kColumns, 3);
  const auto gradients = torch::autograd::grad({at::linear(x, weight)}, {x, weight}, {upstream});
  check_close(gradients[0], product(upstream, weight));
  check_close(gradients[1], product(upstream.t(), x));
}

/// What is to stay LibTorch's, as it is computed now.
std::vector<at::Tensor> left_alone() {
  const at::Tensor a = matrix(kRows, kInner, 1), b = matrix(kInner, kColumns, 2);
  const at::Tensor sum = matrix(kRows, kColumns, 3), small = matrix(8, 8, 4);
  return {at::addmm(sum, a, b, 1, -2), at::addmm(sum, a, b, 0.5, 1),
          at::mm(a.to(at::kDouble), b.to(at::kDouble)), at::mm(small, small),
          at::mm(a, b.narrow(1, 0, 1))};
}

}  // namespace

TEST_CASE("products are those of the factors as the precision has them, in every layout and use") {
  for (const Precision precision : {Precision::fp32, Precision::bf16}) {
    CAPTURE(static_cast<int>(precision));
    if (missing(precision)) continue;
    const MatrixProducts products(precision);
    const Exact product{precision};
    check_layouts(product);
    check_addends(product);
    check_gradients(product);
  }
}

TEST_CASE("other weights than one, double precision and small products are left alone") {
  const std::vector<at::Tensor> before = left_alone();
  for (const Precision precision : {Precision::fp32, Precision::bf16}) {
    const MatrixProducts products(precision);
    const std::vector<at::Tensor> with = left_alone();
    for (std::size_t i = 0; i < before.size(); ++i) CHECK(with[i].equal(before[i]));
  }
}

TEST_CASE("bf16: the factors really are rounded, and fp32 comes back") {
  if (missing(Precision::bf16)) return;
  const at::Tensor a = matrix(kRows, kInner, 1), b = matrix(kInner, kColumns, 2);
  const at::Tensor before = at::mm(a, b);
  {
    const MatrixProducts products(Precision::bf16);
    CHECK((at::mm(a, b) - before).abs().max().item<double>() > 1e-3);
  }
  CHECK(at::mm(a, b).equal(before));
}

TEST_CASE("bf16: a parameter's kept copy follows steps and whatever else writes into it") {
  if (missing(Precision::bf16)) return;
  const MatrixProducts products(Precision::bf16);
  const at::Tensor weight = matrix(kColumns, kInner, 1), x = matrix(kRows, kInner, 2);
  zeroth::Optimiser settings;
  settings.learning_rate = 0.1;
  zeroth::host::FusedOptimiser optimiser(settings, {{"weight", weight}});
  const Exact product{Precision::bf16};
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
