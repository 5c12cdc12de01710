#include "host/precision/device_products.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/bmm.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/tensor.h>
#include <doctest/doctest.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>
#include <limits>
#include <vector>

#include "host/device/simulated_device.h"
#include "tests/support/tensors.h"

using zeroth::host::DeviceProducts;
using zeroth::host::Precision;

namespace {

// Before the first backward pass of the process.
const at::Device kAway = zeroth::host::simulated_device();

/// Large enough that no product is left alone.
constexpr std::int64_t kHigh = 70, kDeep = 129, kWide = 90;

at::Tensor matrix_there(std::int64_t rows, std::int64_t columns, std::uint64_t seed) {
  return normal({rows, columns}, seed).to(at::kFloat).to(kAway);
}

/// To the nearest number of so many bits, ties to even, one after the other.
at::Tensor to_bits(const at::Tensor& factor, int bits) {
  at::Tensor all = factor.detach().cpu().to(at::kDouble).contiguous();
  auto* numbers = all.data_ptr<double>();
  for (std::int64_t i = 0; i < all.numel(); ++i) {
    int exponent = 0;
    const double significand = std::frexp(numbers[i], &exponent);
    numbers[i] = std::ldexp(std::nearbyint(std::ldexp(significand, bits)), exponent - bits);
  }
  return all;
}

/// The product of the rounded factors in double precision, on the CPU.
struct RoundedProduct {
  Precision precision;
  at::Tensor operator()(const at::Tensor& a, const at::Tensor& b) const {
    const int bits = precision == Precision::bf16 ? 8 : 11;
    return to_bits(a, bits).mm(to_bits(b, bits));
  }
};

void check_near(const at::Tensor& found, const at::Tensor& exact) {
  CHECK(found.device() == kAway);
  CHECK((found.scalar_type() == at::kFloat));
  CHECK((found.detach().cpu().to(at::kDouble) - exact).abs().max().item<double>() < 1e-4);
}

void check_all_uses(const RoundedProduct& product) {
  const at::Tensor a = matrix_there(kHigh, kDeep, 1), b = matrix_there(kDeep, kWide, 2);
  const at::Tensor sum = matrix_there(kHigh, kWide, 3), bias = matrix_there(1, kWide, 4)[0];
  for (const at::Tensor& left : {a, a.t().contiguous().t()}) {
    for (const at::Tensor& right : {b, b.t().contiguous().t()}) {
      check_near(at::mm(left, right), product(a, b));
    }
  }
  at::Tensor wide = at::full({kHigh, kWide + 3}, 2.0, sum.options());
  at::Tensor part = wide.narrow(1, 2, kWide);
  at::mm_out(part, a, b);
  check_near(part, product(a, b));
  CHECK((wide.narrow(1, 0, 2) == 2).all().item<bool>());
  check_near(at::linear(a, b.t(), bias), product(a, b) + bias.cpu().to(at::kDouble));
  const at::Tensor with_sum = product(a, b) + sum.cpu().to(at::kDouble);
  check_near(at::addmm(sum, a, b), with_sum);
  at::addmm_out(part, sum, a, b);
  check_near(part, with_sum);
  check_near(sum.clone().addmm_(a, b), with_sum);

  const at::Tensor x = matrix_there(kHigh, kDeep, 5).set_requires_grad(true);
  const at::Tensor weight = matrix_there(kWide, kDeep, 6).set_requires_grad(true);
  const auto gradients = torch::autograd::grad({at::linear(x, weight)}, {x, weight}, {sum});
  check_near(gradients[0], product(sum, weight));
  check_near(gradients[1], product(sum.t(), x));
}

std::vector<at::Tensor> left_as_they_are() {
  const at::Tensor a = matrix_there(kHigh, kDeep, 1), b = matrix_there(kDeep, kWide, 2);
  const at::Tensor small = matrix_there(8, 8, 3), sum = matrix_there(kHigh, kWide, 4);
  return {at::addmm(sum, a, b, 0.5, 1), at::mm(a.to(at::kDouble), b.to(at::kDouble)),
          at::mm(small, small), at::bmm(a.unsqueeze(0), b.unsqueeze(0))};
}

}  // namespace

TEST_CASE("a device rounds factors as the precision says, forward and backward") {
  for (const Precision precision : {Precision::bf16, Precision::tf32}) {
    CAPTURE(static_cast<int>(precision));
    const DeviceProducts products(precision, kAway);
    check_all_uses(RoundedProduct{precision});
  }
}

TEST_CASE("a device leaves the same products alone as the CPU does, and fp32 comes back") {
  const std::vector<at::Tensor> before = left_as_they_are();
  const at::Tensor a = matrix_there(kHigh, kDeep, 1), b = matrix_there(kDeep, kWide, 2);
  const at::Tensor full = at::mm(a, b);
  for (const Precision precision : {Precision::fp32, Precision::bf16, Precision::tf32}) {
    CAPTURE(static_cast<int>(precision));
    {
      const DeviceProducts products(precision, kAway);
      const std::vector<at::Tensor> with = left_as_they_are();
      for (std::size_t i = 0; i < before.size(); ++i) {
        CAPTURE(i);
        CHECK((with[i] - before[i]).abs().max().item<double>() < 1e-5);
      }
      const double apart = (at::mm(a, b) - full).abs().max().item<double>();
      CHECK((apart > 1e-5) == (precision != Precision::fp32));
    }
    CHECK(at::mm(a, b).equal(full));
  }
}

TEST_CASE("tf32: ties go to the even neighbour, what is not finite stays") {
  constexpr double kStep = 1.0 / 1024;  // of numbers of 11 bits above 1
  const double infinity = std::numeric_limits<double>::infinity();
  at::Tensor left = at::full({64, 64}, 0.0, at::kFloat);
  const std::vector<double> numbers = {1 + kStep / 2, 1 + 3 * kStep / 2, -(1 + kStep / 2),
                                       infinity};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    left.select(0, static_cast<std::int64_t>(i)).select(0, 0).fill_(numbers[i]);
  }
  at::Tensor right = at::full({64, 64}, 1.0, at::kFloat);
  const DeviceProducts products(Precision::tf32, kAway);
  const at::Tensor found = at::mm(left.to(kAway), right.to(kAway)).cpu().select(1, 0);
  CHECK(found[0].item<double>() == 1);
  CHECK(found[1].item<double>() == 1 + 2 * kStep);
  CHECK(found[2].item<double>() == -1);
  CHECK(found[3].item<double>() == infinity);
}

TEST_CASE("the CPU has no tf32, and what does not fit is told as LibTorch tells it") {
  CHECK_FALSE(zeroth::host::has_tf32(at::kCPU));
  CHECK(zeroth::host::has_tf32(kAway));
  const DeviceProducts here(Precision::bf16, at::kCPU);
  const at::Tensor one = at::full({64, 64}, 1 + 1.0 / 1024, at::kFloat);
  CHECK(at::mm(one, one)[0][0].item<double>() > 64.05);
  const DeviceProducts there(Precision::bf16, kAway);
  CHECK_THROWS_WITH_AS(at::mm(matrix_there(2, 3, 1), matrix_there(2, 3, 2)),
                       doctest::Contains("mat1 and mat2 shapes cannot be multiplied: [2, 3] and"),
                       c10::Error);
}
