#include "tests/reference/scores.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/full.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <doctest/doctest.h>
#include <torch/csrc/autograd/autograd.h>

#include "tests/losses_and_scores/loaded_plugin.h"
#include "tests/support/tensors.h"

using reference::Row;
using zeroth::Scores;
using zeroth::host::Json;

namespace {

/// A score that learns nothing, and what its slow twin says of one row.
struct Score {
  std::string id;
  Json params;
  double (*twin)(const Row& logits, const Row& embedding, const Json& params);
};

Score without(const char* id, double (*twin)(const Row&, const Row&, const Json&)) {
  return {id, Json::object(), twin};
}

Score energy(double temperature) {
  return {
      "ood.energy", {{"temperature", temperature}}, [](const Row& l, const Row&, const Json& p) {
        return reference::energy(l, p.at("temperature"));
      }};
}

Score odin(double temperature) {
  return {"ood.odin", {{"temperature", temperature}}, [](const Row& l, const Row&, const Json& p) {
            return reference::odin(l, p.at("temperature"));
          }};
}

Score gradnorm(const char* target) {
  return {"ood.gradnorm", {{"target", target}}, [](const Row& l, const Row& e, const Json& p) {
            return reference::gradnorm(l, e, p.at("target") == "ones");
          }};
}

Score gen(double gamma, int top_classes) {
  return {"ood.gen",
          {{"gamma", gamma}, {"top_classes", top_classes}},
          [](const Row& l, const Row&, const Json& p) {
            return reference::gen(l, p.at("gamma"), p.at("top_classes"));
          }};
}

std::vector<Score> scores() {
  std::vector<Score> all = {
      without("ood.msp", [](const Row& l, const Row&, const Json&) { return reference::msp(l); }),
      without("ood.log-msp",
              [](const Row& l, const Row&, const Json&) { return reference::log_msp(l); }),
      without("ood.max-logit",
              [](const Row& l, const Row&, const Json&) { return reference::max_logit(l); }),
      without("ood.entropy",
              [](const Row& l, const Row&, const Json&) { return reference::entropy(l); }),
      without("ood.kl-uniform",
              [](const Row& l, const Row&, const Json&) { return reference::kl_uniform(l); })};
  for (const double temperature : {1.0, 3.0}) all.push_back(energy(temperature));
  for (const double temperature : {1000.0, 10.0, 0.1}) all.push_back(odin(temperature));
  for (const char* target : {"ones", "uniform"}) all.push_back(gradnorm(target));
  for (const int top_classes : {100, 3, 1}) {
    all.push_back(gen(0.1, top_classes));
    all.push_back(gen(0.5, top_classes));
  }
  return all;
}

Scores network_of(std::int64_t n, std::int64_t classes, double scale) {
  return {normal({n, classes}, 21) * scale, normal({n, 4}, 20)};
}

at::Tensor score_of(const Score& one, const Scores& in) {
  return score(loaded<zeroth::OODScorer>(one.id, one.params), in);
}

}  // namespace

TEST_CASE("scores: every plugin agrees with its slow twin, row by row") {
  for (const Score& one : scores()) {
    for (const double scale : {1.0, 80.0, 1e4}) {
      for (const std::int64_t classes : {1, 2, 6}) {
        CAPTURE(one.id);
        CAPTURE(one.params.dump());
        const Scores in = network_of(7, classes, scale);
        const at::Tensor got = score_of(one, in);
        REQUIRE((got.sizes() == at::IntArrayRef({7})));
        for (std::int64_t i = 0; i < 7; ++i) {
          const double want = one.twin(to_row(in.logits[i]), to_row(in.embedding[i]), one.params);
          CHECK(got[i].item<double>() == doctest::Approx(want).epsilon(1e-9));
        }
      }
    }
  }
}

TEST_CASE("scores: a row's score does not depend on the other rows") {
  for (const Score& one : scores()) {
    CAPTURE(one.id);
    const Scores in = network_of(7, 6, 3.0);
    const at::Tensor got = score_of(one, in);
    for (std::int64_t i = 0; i < 7; ++i) {
      const at::Tensor alone =
          score_of(one, {in.logits.narrow(0, i, 1), in.embedding.narrow(0, i, 1)});
      REQUIRE((alone.sizes() == at::IntArrayRef({1})));
      CHECK(alone[0].item<double>() == doctest::Approx(got[i].item<double>()).epsilon(1e-12));
    }
    const at::Tensor none =
        score_of(one, {in.logits.narrow(0, 0, 0), in.embedding.narrow(0, 0, 0)});
    CHECK((none.sizes() == at::IntArrayRef({0})));
  }
}

TEST_CASE("scores: larger means seen") {
  // A row that is sure of one seen class against one that cannot decide.
  const at::Tensor logits = at::tensor({9.0, 0.0, 0.0, 0.1, 0.0, 0.1}, at::kDouble).view({2, 3});
  for (const Score& one : scores()) {
    CAPTURE(one.id);
    const at::Tensor got = score_of(one, {logits, at::full({2, 4}, 0.5, at::kDouble)});
    CHECK(got[0].item<double>() > got[1].item<double>());
  }
}

TEST_CASE("scores: zero rows and single precision stay finite, inputs stay as they are") {
  for (const Score& one : scores()) {
    for (const double scale : {1.0, 80.0, 1e4}) {
      for (const std::int64_t classes : {1, 6}) {
        CAPTURE(one.id);
        CAPTURE(one.params.dump());
        const Scores wide = network_of(4, classes, scale);
        const Scores in{wide.logits.to(at::kFloat), wide.embedding.to(at::kFloat)};
        in.logits[0].zero_();
        in.embedding[0].zero_();
        const Scores before{in.logits.clone(), in.embedding.clone()};
        in.logits.set_requires_grad(true);
        const at::Tensor got = score_of(one, in);
        CHECK((got.scalar_type() == at::kFloat));
        CHECK(got.isfinite().all().item<bool>());
        const at::Tensor slope = torch::autograd::grad({got.sum()}, {in.logits})[0];
        CHECK(slope.isfinite().all().item<bool>());
        CHECK(in.logits.detach().equal(before.logits));
        CHECK(in.embedding.equal(before.embedding));
        const at::Tensor twice =
            score_of(one, {before.logits.to(at::kDouble), before.embedding.to(at::kDouble)});
        for (std::int64_t i = 0; i < got.size(0); ++i) {
          CHECK(got[i].item<double>() == doctest::Approx(twice[i].item<double>()).epsilon(1e-5));
        }
      }
    }
  }
}

TEST_CASE("scores: the gradient stays finite where one class is certain and where all are equal") {
  const at::Tensor certain = at::tensor({400.0, -400.0, -400.0}, at::kDouble).view({1, 3});
  for (const Score& one : scores()) {
    CAPTURE(one.id);
    CAPTURE(one.params.dump());
    const at::Tensor logits =
        at::cat({certain, at::zeros({1, 3}, at::kDouble)}).set_requires_grad(true);
    const at::Tensor got = score_of(one, {logits, at::full({2, 4}, 0.5, at::kDouble)});
    CHECK(got.isfinite().all().item<bool>());
    CHECK(torch::autograd::grad({got.sum()}, {logits})[0].isfinite().all().item<bool>());
  }
}

TEST_CASE("scores: gradients agree with finite differences") {
  for (const Score& one : scores()) {
    CAPTURE(one.id);
    CAPTURE(one.params.dump());
    const Scores in{normal({3, 5}, 22).set_requires_grad(true), normal({3, 4}, 20)};
    const at::Tensor got = torch::autograd::grad({score_of(one, in).sum()}, {in.logits})[0];
    for (std::int64_t i = 0; i < in.logits.numel(); ++i) {
      const auto moved = [&](double by) {
        at::Tensor x = in.logits.detach().clone();
        x.view({-1})[i].add_(by);
        return score_of(one, {x, in.embedding}).sum().item<double>();
      };
      const double want = (moved(1e-6) - moved(-1e-6)) / 2e-6;
      CHECK(got.reshape({-1})[i].item<double>() == doctest::Approx(want).epsilon(1e-5).scale(1e-3));
    }
  }
}

TEST_CASE("ood.gradnorm: a gradient flows to the embedding too") {
  const at::Tensor logits = normal({3, 5}, 22);
  const at::Tensor embedding = normal({3, 4}, 23).set_requires_grad(true);
  const at::Tensor got = torch::autograd::grad(
      {score_of(gradnorm("ones"), {logits, embedding}).sum()}, {embedding})[0];
  for (std::int64_t i = 0; i < 3; ++i) {
    Row one(4, 0.0);
    one[0] = 1.0;  // the score is linear in the size of each number
    const double want = reference::gradnorm(to_row(logits[i]), one, true);
    for (std::int64_t k = 0; k < 4; ++k) {
      const double sign = embedding[i][k].item<double>() > 0 ? 1 : -1;
      CHECK(got[i][k].item<double>() == doctest::Approx(sign * want).epsilon(1e-9));
    }
  }
}
