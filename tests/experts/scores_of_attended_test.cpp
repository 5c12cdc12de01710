#include "plugins/networks/scores_of_attended.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/stack.h>

#include "plugins/networks/attended_scores.h"

// LibTorch has a CHECK of its own, and doctest's is the one that was included last.
#include <doctest/doctest.h>

using namespace zeroth::networks;

TEST_CASE("scores that share an attribute's attention are those of two attentions that are alike") {
  for (const int items : {4, 9}) {  // fewer and more than a row has numbers
    CAPTURE(items);
    const at::Tensor x = at::randn({9, items, 6}, at::kDouble);
    const auto weights = [] { return at::randn({3, 6}, at::kDouble).set_requires_grad(true); };
    const at::Tensor first = weights(), second = weights(), look = weights();
    const at::Tensor upstream = at::randn({9, 2, 3}, at::kDouble);
    const auto gradients_by = [&](const at::Tensor& scores) {
      for (const at::Tensor& one : {first, second, look}) one.mutable_grad() = at::Tensor();
      (scores * upstream).sum().backward();
      return at::cat({first.grad(), second.grad(), look.grad()});
    };
    const at::Tensor shared = scores_of_attended(x, at::stack({first, second}), look);
    const at::Tensor apart =
        at::stack({attended_scores(x, first, look), attended_scores(x, second, look)}, 1);
    CHECK(at::allclose(shared, apart));
    CHECK(at::allclose(gradients_by(shared), gradients_by(apart)));
  }
}
