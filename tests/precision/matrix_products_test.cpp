#include "host/precision/matrix_products.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/mm.h>
#include <doctest/doctest.h>
#include <torch/csrc/autograd/autograd.h>

#include <cstring>
#include <memory>
#include <vector>

#include "host/data/region_rows.h"
#include "host/precision/product_sizes.h"
#include "host/train/optimiser.h"
#include "host/train/optimiser_kernels.h"
#include "host/train/region_loader.h"
#include "tests/support/tensors.h"

using zeroth::host::MatrixProducts;
using zeroth::host::Precision;

namespace {

/// Large enough that no product is left alone.
constexpr std::int64_t kRows = 70, kInner = 129, kColumns = 90;
/// Long enough for rows that lie apart.
constexpr std::int64_t kLong = 300;

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

void check_layouts(const Exact& product, std::int64_t inner) {
  const at::Tensor a = matrix(kRows, inner, 1), b = matrix(inner, kColumns, 2);
  for (const at::Tensor& left : {a, a.t().contiguous().t()}) {
    for (const at::Tensor& right : {b, b.t().contiguous().t()}) {
      check_close(at::mm(left, right), product(a, b));
    }
  }
  const at::Tensor wide = matrix(kRows, 2 * inner, 3), thin = wide.narrow(1, 5, inner);
  check_close(at::mm(thin, b), product(thin, b));
  const at::Tensor every_second = matrix(kRows, 2 * inner, 4).slice(1, 0, 2 * inner, 2);
  check_close(at::mm(every_second, b), product(every_second, b));
  const at::Tensor repeated = matrix(1, inner, 5).expand({kRows, inner});
  check_close(at::mm(repeated, b), product(repeated, b));
  check_close(at::mm(b.t(), repeated.t()), product(b.t(), repeated.t()));
  const at::Tensor overlapping = matrix(1, kRows + inner, 6).as_strided({kRows, inner}, {1, 1});
  check_close(at::mm(overlapping, b), product(overlapping, b));
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

/// Some images made of nothing but random numbers, another one under every number.
class RandomRegions final : public zeroth::RegionSource {
 public:
  static constexpr std::int64_t kChannels = 64, kSide = 8;
  std::int64_t images() const override { return 6; }
  std::int64_t channels() const override { return kChannels; }
  std::int64_t height() const override { return kSide; }
  std::int64_t width() const override { return kSide; }
  void read(const std::int64_t* images, std::int64_t count, float* out) const override {
    for (std::int64_t i = 0; i < count; ++i) {
      const auto seed = static_cast<std::uint64_t>(100 + images[i]);
      const at::Tensor one = matrix(kChannels, kSide * kSide, seed);
      std::memcpy(out + i * one.numel(), one.data_ptr(), one.nbytes());
    }
  }
};

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
    check_layouts(product, kInner);
    check_layouts(product, kLong);
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
  zeroth::plan::Optimiser settings;
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

TEST_CASE("bf16: products with a batch of regions follow the batch") {
  if (missing(Precision::bf16)) return;
  const MatrixProducts products(Precision::bf16);
  const zeroth::host::RegionRows images(std::make_shared<RandomRegions>(), {0, 1, 2, 3, 4, 5});
  zeroth::host::RegionLoader loader(images, 2);
  const at::Tensor weight = matrix(kColumns, RandomRegions::kChannels, 1);
  const Exact product{Precision::bf16};
  for (std::int64_t first = 0; first < 6; first += 2) {  // the third batch lies where the first did
    loader.start(at::arange(first, first + 2));
    const at::Tensor regions = loader.finish().regions;
    for (const std::int64_t image : {0, 1}) {
      const at::Tensor x = regions[image];
      check_close(at::mm(weight, x.t()), product(weight, x.t()));
      check_close(at::mm(x.t(), x), product(x.t(), x));
    }
  }
}

TEST_CASE("bf16: the optimiser's rounding is LibTorch's, for every pattern of bits") {
  constexpr std::int64_t kCount = 1 << 16;
  // The lower half decides the rounding: below, at and above the middle of two neighbours.
  for (const std::uint32_t low : {0U, 1U, 0x7fffU, 0x8000U, 0x8001U, 0xffffU}) {
    std::vector<std::uint32_t> bits(kCount);
    for (std::uint32_t high = 0; high < kCount; ++high) bits[high] = (high << 16) | low;
    const at::Tensor all = at::from_blob(bits.data(), {kCount}, at::kFloat);
    const at::Tensor wanted = all.to(at::kBFloat16);
    std::vector<std::uint16_t> own(kCount);
    zeroth::host::round_to_bf16(all.data_ptr<float>(), kCount, own.data());
    const at::Tensor found = at::from_blob(own.data(), {kCount}, at::kBFloat16);
    const at::Tensor number = wanted == wanted;  // whatever stands for "not a number"
    CHECK(found.masked_select(number).equal(wanted.masked_select(number)));
    CHECK((found == found).equal(number));
  }
}

TEST_CASE("no product is large while plain ones are asked for") {
  const at::Tensor a = matrix(kRows, kInner, 1), b = matrix(kInner, kColumns, 2);
  const auto is_large = [&] { return zeroth::host::large_product(a, b); };
  CHECK(is_large());
  {
    const zeroth::host::PlainProducts plain;
    CHECK_FALSE(is_large());
    { const zeroth::host::PlainProducts again; }
    CHECK_FALSE(is_large());
  }
  CHECK(is_large());
}
