#include "tests/reference/scores.h"

#include <ATen/ops/tensor.h>
#include <doctest/doctest.h>
#include <torch/csrc/autograd/autograd.h>

#include "host/recipes/ood_vectors.h"
#include "tests/losses_and_scores/loaded_plugin.h"
#include "tests/reference/formulas.h"
#include "tests/support/tensors.h"

using zeroth::host::Json;

namespace {

using reference::Row;

struct Score {
  std::string id;
  Json params;
  double (*twin)(const Row& logits, const Row& embedding);
};

/// Those that need no training rows.
std::vector<Score> scores() {
  return {{"ood.msp", Json::object(), [](const Row& x, const Row&) { return reference::msp(x); }},
          {"ood.log-msp", Json::object(),
           [](const Row& x, const Row&) { return reference::log_msp(x); }},
          {"ood.energy",
           {{"temperature", 1.0}},
           [](const Row& x, const Row&) { return reference::energy(x, 1); }},
          {"ood.energy",
           {{"temperature", 3.0}},
           [](const Row& x, const Row&) { return reference::energy(x, 3); }},
          {"ood.max-logit", Json::object(),
           [](const Row& x, const Row&) { return reference::max_logit(x); }},
          {"ood.odin",
           {{"temperature", 1000.0}},
           [](const Row& x, const Row&) { return reference::odin(x, 1000); }},
          {"ood.odin",
           {{"temperature", 0.5}},
           [](const Row& x, const Row&) { return reference::odin(x, 0.5); }},
          {"ood.entropy", Json::object(),
           [](const Row& x, const Row&) { return reference::entropy(x); }},
          {"ood.kl-uniform", Json::object(),
           [](const Row& x, const Row&) { return reference::kl_uniform(x); }},
          {"ood.gradnorm",
           {{"target", "ones"}},
           [](const Row& x, const Row& e) { return reference::gradnorm(x, e, true); }},
          {"ood.gradnorm",
           {{"target", "uniform"}},
           [](const Row& x, const Row& e) { return reference::gradnorm(x, e, false); }},
          {"ood.gen",
           {{"gamma", 0.1}},
           [](const Row& x, const Row&) { return reference::gen(x, 0.1, 100); }},
          {"ood.gen", {{"gamma", 0.5}, {"top_classes", 2}}, [](const Row& x, const Row&) {
             return reference::gen(x, 0.5, 2);
           }}};
}

/// A score of logits under one embedding for all rows.
at::Tensor score_of(const Score& one, const at::Tensor& logits) {
  const at::Tensor embedding =
      normal({1, 4}, 20).to(logits.scalar_type()).expand({logits.size(0), 4});
  return score(loaded<zeroth::OODScorer>(one.id, one.params), {logits, embedding});
}

double twin_of(const Score& one, const at::Tensor& row) {
  return one.twin(to_row(row), to_row(normal({1, 4}, 20)));
}

}  // namespace

TEST_CASE("scores: every plugin agrees with its slow twin, row by row") {
  for (const Score& one : scores()) {
    for (const double scale : {1.0, 80.0, 1e4}) {
      for (const std::int64_t n : {1, 7}) {
        CAPTURE(one.id);
        const at::Tensor logits = normal({n, 6}, 21) * scale;
        const at::Tensor got = score_of(one, logits);
        REQUIRE(got.dim() == 1);
        for (std::int64_t i = 0; i < n; ++i) {
          CHECK(got[i].item<double>() == doctest::Approx(twin_of(one, logits[i])).epsilon(1e-9));
          const at::Tensor alone = score_of(one, logits.narrow(0, i, 1));
          CHECK(alone[0].item<double>() == doctest::Approx(got[i].item<double>()).epsilon(1e-12));
        }
      }
    }
  }
}

TEST_CASE("scores: larger means seen") {
  // A row that is sure of one seen class against one that cannot decide.
  const at::Tensor logits = at::tensor({9.0, 0.0, 0.0, 0.1, 0.0, 0.1}, at::kDouble).view({2, 3});
  for (const Score& one : scores()) {
    const at::Tensor got = score_of(one, logits);
    CHECK(got[0].item<double>() > got[1].item<double>());
  }
}

TEST_CASE("scores: zero rows and single precision stay finite, inputs stay as they are") {
  for (const Score& one : scores()) {
    for (const double scale : {1.0, 80.0, 1e4}) {
      CAPTURE(one.id);
      at::Tensor logits = (normal({4, 6}, 27) * scale).to(at::kFloat);
      logits[0].zero_();
      const at::Tensor before = logits.clone();
      logits.set_requires_grad(true);
      const at::Tensor got = score_of(one, logits);
      CHECK((got.scalar_type() == at::kFloat));
      CHECK(got.isfinite().all().item<bool>());
      CHECK(torch::autograd::grad({got.sum()}, {logits})[0].isfinite().all().item<bool>());
      CHECK(logits.detach().equal(before));
      const at::Tensor twice = score_of(one, before.to(at::kDouble));
      for (std::int64_t i = 0; i < got.size(0); ++i) {
        CHECK(got[i].item<double>() == doctest::Approx(twice[i].item<double>()).epsilon(1e-5));
      }
    }
  }
}

TEST_CASE("scores: gradients agree with finite differences") {
  for (const Score& one : scores()) {
    CAPTURE(one.id);
    const at::Tensor logits = normal({3, 5}, 22).set_requires_grad(true);
    const at::Tensor sum = score_of(one, logits).sum();
    const at::Tensor got = torch::autograd::grad({sum}, {logits})[0];
    for (std::int64_t i = 0; i < logits.numel(); ++i) {
      const auto moved = [&](double by) {
        at::Tensor x = logits.detach().clone();
        x.view({-1})[i].add_(by);
        return score_of(one, x).sum().item<double>();
      };
      const double want = (moved(1e-6) - moved(-1e-6)) / 2e-6;
      CHECK(got.view({-1})[i].item<double>() == doctest::Approx(want).epsilon(1e-5).scale(1e-3));
    }
  }
}

TEST_CASE("two-vectors of D3GZSL agree with their slow twins") {
  const at::Tensor score_values = normal({4}, 23) * 3;
  const at::Tensor logits = normal({4, 5}, 24);
  for (const bool softmax : {false, true}) {
    for (const bool log_input : {false, true}) {
      const zeroth::host::Gate gate{at::tensor({1.3}, at::kDouble), at::tensor({-0.4}, at::kDouble),
                                    softmax};
      zeroth::host::Projector projector;
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
