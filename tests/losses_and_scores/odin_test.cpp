#include <ATen/TensorOperators.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/zeros_like.h>
#include <doctest/doctest.h>
#include <zeroth/abilities.h>

#include "tests/losses_and_scores/loaded_plugin.h"
#include "tests/reference/scores.h"
#include "tests/support/tensors.h"

using zeroth::host::Json;

namespace {

/// What the perturbation makes of rows that a linear network reads.
at::Tensor perturbed(const Json& params, const at::Tensor& features, const at::Tensor& weight) {
  const auto odin = loaded<zeroth::OODScorer>("ood.odin", params);
  const auto* ability = dynamic_cast<zeroth::FeaturePerturbation*>(odin.component().get());
  REQUIRE(ability != nullptr);
  return ability->perturb(features, {at::mm(features, weight.t()), at::Tensor()});
}

}  // namespace

TEST_CASE("ood.odin: features move as the slow twin says, and not below zero") {
  const at::Tensor weight = normal({5, 30}, 81);
  const at::Tensor features = normal({7, 30}, 82).abs().set_requires_grad(true);
  // Two rows already touch zero.
  features.detach().narrow(0, 0, 2).mul_(1e-4);
  for (const double temperature : {1.0, 1000.0}) {
    const at::Tensor got = perturbed({{"temperature", temperature}}, features, weight);
    CHECK_FALSE(got.requires_grad());
    for (std::int64_t i = 0; i < 7; ++i) {
      const auto want =
          reference::odin_features(to_table(weight), to_row(features[i]), temperature, 0.0014);
      for (std::int64_t k = 0; k < 30; ++k) {
        CHECK(got[i][k].item<double>() ==
              doctest::Approx(want[static_cast<std::size_t>(k)]).epsilon(1e-12));
      }
    }
    CHECK(got.min().item<double>() == 0.0);
  }
}

TEST_CASE("ood.odin: perturbed features score higher") {
  const at::Tensor weight = normal({5, 6}, 83);
  const at::Tensor features = (normal({7, 6}, 84).abs() + 0.1).set_requires_grad(true);
  const Json params = {{"temperature", 1.0}, {"epsilon", 0.01}};
  const auto odin = loaded<zeroth::OODScorer>("ood.odin", params);
  const at::Tensor before = score(odin, {at::mm(features, weight.t()), at::Tensor()});
  const at::Tensor moved = perturbed(params, features, weight);
  CHECK(score(odin, {at::mm(moved, weight.t()), at::Tensor()}).gt(before).all().item<bool>());
}

TEST_CASE("ood.odin: epsilon 0 and a flat score leave features alone") {
  const at::Tensor weight = normal({5, 6}, 85);
  const at::Tensor features = normal({3, 6}, 86).abs().set_requires_grad(true);
  CHECK(perturbed({{"epsilon", 0.0}}, features, weight).equal(features.detach()));
  CHECK(perturbed(Json::object(), features, at::zeros_like(weight)).equal(features.detach()));
}

TEST_CASE("ood.odin: features that no gradient reaches are refused") {
  const std::string message =
      "the features cannot be perturbed: no gradient leads from the logits to them; compute the "
      "logits from features that require a gradient, or set epsilon to 0";
  const at::Tensor weight = normal({5, 6}, 87), constant = normal({3, 6}, 88).abs();
  const at::Tensor leaf = constant.clone().set_requires_grad(true);
  const auto odin = loaded<zeroth::OODScorer>("ood.odin");
  const auto* ability = dynamic_cast<zeroth::FeaturePerturbation*>(odin.component().get());
  REQUIRE(ability != nullptr);
  const at::Tensor logits = at::mm(constant, weight.t());
  CHECK_THROWS_WITH(ability->perturb(constant, {logits, at::Tensor()}), message.c_str());
  CHECK_THROWS_WITH(ability->perturb(leaf, {logits, at::Tensor()}), message.c_str());
  // A graph, but not one that leads to these features.
  const at::Tensor other = at::mm(leaf, weight.t());
  const at::Tensor unrelated = constant.clone().set_requires_grad(true);
  CHECK_THROWS_WITH(ability->perturb(unrelated, {other, at::Tensor()}), message.c_str());
}
