#include "sdk/networks/repeated_linear.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/allclose.h>
#include <doctest/doctest.h>
#include <torch/csrc/autograd/autograd.h>
#include <zeroth/networks/linear.h>

#include "tests/support/tensors.h"

using zeroth::networks::Linear;

namespace {

constexpr std::int64_t kWidth = 5;

at::Tensor leaf(const at::Tensor& tensor) { return tensor.clone().set_requires_grad(true); }

Linear layer() { return {leaf(normal({kWidth, kWidth}, 1)), leaf(normal({kWidth}, 2))}; }

/// Three applications; each of the others sees what came before it.
at::Tensor chain(const Linear& layer, const at::Tensor& x) {
  return layer(layer(layer(x).tanh()).tanh()).square().sum();
}

std::vector<at::Tensor> gradients(const at::Tensor& loss, const std::vector<at::Tensor>& of,
                                  bool keep = false) {
  return torch::autograd::grad({loss}, of, {}, keep);
}

void check_same(const std::vector<at::Tensor>& found, const std::vector<at::Tensor>& wanted) {
  REQUIRE(found.size() == wanted.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    CHECK(at::allclose(found[i], wanted[i], 1e-12, 1e-12));
  }
}

}  // namespace

TEST_CASE("repeated linear: a chain's gradients are those of LibTorch's linear") {
  const Linear plain = layer(), repeated = plain.repeated();
  const at::Tensor x = leaf(normal({7, kWidth}, 3));
  const std::vector<at::Tensor> all = {x, plain.weight, plain.bias};
  const at::Tensor wanted = chain(plain, x), found = chain(repeated, x);
  CHECK(found.equal(wanted));
  check_same(gradients(found, all), gradients(wanted, all));
}

TEST_CASE("repeated linear: a second look at the same graph, and the input's gradient alone") {
  const Linear plain = layer(), repeated = plain.repeated();
  const at::Tensor x = leaf(normal({7, kWidth}, 3));
  const std::vector<at::Tensor> parameters = {plain.weight, plain.bias};
  const at::Tensor found = chain(repeated, x);
  const auto wanted = gradients(chain(plain, x), parameters),
             input = gradients(chain(plain, x), {x});
  check_same(gradients(found, parameters, true), wanted);
  check_same(gradients(found, {x}, true), input);
  check_same(gradients(found, parameters), wanted);
}

TEST_CASE("repeated linear: applications without gradients are not waited for") {
  const Linear plain = layer(), repeated = plain.repeated();
  const at::Tensor x = normal({7, kWidth}, 3);
  {
    const at::NoGradGuard constant;
    repeated(x);
  }
  check_same(gradients(chain(repeated, x), {plain.weight}),
             gradients(chain(plain, x), {plain.weight}));
}
