#include <ATen/ops/cat.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <doctest/doctest.h>
#include <torch/csrc/autograd/autograd.h>
#include <zeroth/abilities.h>

#include "tests/losses_and_scores/loaded_plugin.h"
#include "tests/reference/scores.h"
#include "tests/support/tensors.h"

using zeroth::host::Handle;
using zeroth::host::Json;

using Scorer = Handle<zeroth::OODScorer>;

namespace {

/// Training rows; only every second class has some, as class ids may have gaps.
struct Train {
  at::Tensor embedding, labels;
};

/// A last layer of five classes.
zeroth::Head head_over(const at::Tensor& embedding) {
  return {normal({5, embedding.size(1)}, 96).to(embedding.scalar_type()),
          normal({5}, 97).to(embedding.scalar_type())};
}

/// What a network with that last layer says.
zeroth::Scores said_of(const at::Tensor& embedding) {
  const zeroth::Head head = head_over(embedding);
  return {at::linear(embedding, head.weight, head.bias), embedding};
}

Train train_of(std::int64_t n, std::int64_t size, std::int64_t classes) {
  const at::Tensor labels = whole(n, classes, 91) * 2 + 1;
  return {normal({n, size}, 92) + labels.unsqueeze(1), labels};
}

at::Tensor queries(std::int64_t n, std::int64_t size) { return normal({n, size}, 93) * 3 + 2; }

reference::TrainingRows rows_of(const Train& train) {
  return {to_table(train.embedding), to_labels(train.labels)};
}

Scorer fitted(const std::string& id, const Json& params, const Train& train) {
  const Scorer scorer = loaded<zeroth::OODScorer>(id, params);
  if (auto* reader = scorer.ability<zeroth::ReadsHead>()) {
    reader->read_head(head_over(train.embedding.detach()));
  }
  scorer.component()->fit(said_of(train.embedding), train.labels);
  return scorer;
}

at::Tensor score_of(const Scorer& scorer, const at::Tensor& embedding) {
  return score(scorer, said_of(embedding));
}

using FittedScores = std::vector<std::pair<std::string, Json>>;

/// The scores that are distances from training rows, with settings that fit the small examples
/// here.
FittedScores distances() {
  return {
      {"ood.mahalanobis", {{"shrinkage", 0.1}}}, {"ood.knn", {{"k", 1}}}, {"ood.knn", {{"k", 3}}}};
}

/// Every fitted score.
FittedScores fitted_scores() {
  FittedScores all = distances();
  for (const double quantile : {0.5, 0.8}) all.push_back({"ood.react", {{"quantile", quantile}}});
  for (const char* form : {"log-odds", "probability"}) {
    all.push_back({"ood.vim", {{"form", form}, {"dimensions", 2}}});
  }
  return all;
}

/// More rows than dimensions and fewer, one class, one dimension, more queries than are compared at
/// once.
struct Shape {
  std::int64_t rows, size, classes, queries;
};
const std::vector<Shape> kShapes = {
    {20, 4, 3, 5}, {6, 9, 3, 2}, {12, 3, 1, 1}, {9, 1, 2, 4}, {40, 5, 4, 300}};

}  // namespace

TEST_CASE("ood.mahalanobis agrees with its slow twin") {
  for (const Shape& shape : kShapes) {
    for (const double shrinkage : {1e-6, 0.1}) {
      if (shape.rows < shape.size && shrinkage < 0.1) continue;  // the twin loses its digits
      const Train train = train_of(shape.rows, shape.size, shape.classes);
      const at::Tensor in = queries(shape.queries, shape.size);
      const at::Tensor got =
          score_of(fitted("ood.mahalanobis", {{"shrinkage", shrinkage}}, train), in);
      REQUIRE((got.sizes() == at::IntArrayRef({shape.queries})));
      for (std::int64_t i = 0; i < shape.queries; ++i) {
        const double want = reference::mahalanobis(rows_of(train), shrinkage, to_row(in[i]));
        CHECK(got[i].item<double>() == doctest::Approx(want).epsilon(1e-8));
      }
    }
  }
}

TEST_CASE("ood.knn agrees with its slow twin") {
  for (const Shape& shape : kShapes) {
    for (const std::int64_t k : {std::int64_t{1}, std::int64_t{3}, shape.rows}) {
      const Train train = train_of(shape.rows, shape.size, shape.classes);
      const at::Tensor in = queries(shape.queries, shape.size);
      const at::Tensor got = score_of(fitted("ood.knn", {{"k", k}}, train), in);
      REQUIRE((got.sizes() == at::IntArrayRef({shape.queries})));
      for (std::int64_t i = 0; i < shape.queries; ++i) {
        const double want =
            reference::knn(rows_of(train), static_cast<std::size_t>(k), to_row(in[i]));
        CHECK(got[i].item<double>() == doctest::Approx(want).epsilon(1e-9));
      }
    }
  }
}

TEST_CASE("ood.react agrees with its slow twin") {
  for (const Shape& shape : kShapes) {
    for (const double quantile : {0.01, 0.5, 0.9, 1.0}) {
      const Train train = train_of(shape.rows, shape.size, shape.classes);
      const at::Tensor in = queries(shape.queries, shape.size);
      const zeroth::Head head = head_over(in);
      const reference::LastLayer layer{to_table(head.weight), to_row(head.bias)};
      const Json params = {{"quantile", quantile}, {"temperature", 2.0}};
      const at::Tensor got = score_of(fitted("ood.react", params, train), in);
      REQUIRE((got.sizes() == at::IntArrayRef({shape.queries})));
      for (std::int64_t i = 0; i < shape.queries; ++i) {
        const double want = reference::react(rows_of(train), layer, quantile, 2.0, to_row(in[i]));
        CHECK(got[i].item<double>() == doctest::Approx(want).epsilon(1e-9));
      }
    }
  }
}

TEST_CASE("ood.vim agrees with its slow twin") {
  for (const Shape& shape : kShapes) {
    for (const char* form : {"log-odds", "probability"}) {
      const std::int64_t dimensions = shape.size / 2;  // what 0 stands for
      const Train train = train_of(shape.rows, shape.size, shape.classes);
      const at::Tensor in = queries(std::min<std::int64_t>(shape.queries, 5), shape.size);
      const zeroth::Head head = head_over(in);
      const reference::LastLayer layer{to_table(head.weight), to_row(head.bias)};
      const at::Tensor got = score_of(fitted("ood.vim", {{"form", form}}, train), in);
      REQUIRE((got.sizes() == at::IntArrayRef({in.size(0)})));
      for (std::int64_t i = 0; i < in.size(0); ++i) {
        const double want =
            reference::vim(rows_of(train), to_table(said_of(train.embedding).logits), layer,
                           static_cast<std::size_t>(dimensions), form == std::string("probability"),
                           to_row(in[i]), to_row(said_of(in).logits[i]));
        CHECK(got[i].item<double>() == doctest::Approx(want).epsilon(1e-7));
      }
    }
  }
}

TEST_CASE("ood.vim: many training rows are read part by part") {
  const Train train = train_of(5000, 4, 3);
  const at::Tensor in = queries(2, 4);
  const zeroth::Head head = head_over(in);
  const double want = reference::vim(rows_of(train), to_table(said_of(train.embedding).logits),
                                     {to_table(head.weight), to_row(head.bias)}, 3, false,
                                     to_row(in[0]), to_row(said_of(in).logits[0]));
  CHECK(score_of(fitted("ood.vim", {{"dimensions", 3}}, train), in)[0].item<double>() ==
        doctest::Approx(want).epsilon(1e-8));
}

TEST_CASE("fitted scores: a row's score does not depend on the other rows") {
  for (const auto& scored : fitted_scores()) {
    CAPTURE(scored.first);
    const auto& [id, params] = scored;
    const Scorer scorer = fitted(id, params, train_of(20, 4, 3));
    const at::Tensor in = queries(7, 4), got = score_of(scorer, in);
    for (std::int64_t i = 0; i < 7; ++i) {
      const at::Tensor alone = score_of(scorer, in.narrow(0, i, 1));
      CHECK(alone[0].item<double>() == doctest::Approx(got[i].item<double>()).epsilon(1e-12));
    }
    CHECK((score_of(scorer, in.narrow(0, 0, 0)).sizes() == at::IntArrayRef({0})));
  }
}

TEST_CASE("fitted scores: a training row scores higher than one far away") {
  for (const auto& scored : distances()) {
    CAPTURE(scored.first);
    const auto& [id, params] = scored;
    const Train train = train_of(20, 4, 3);
    const at::Tensor far = at::tensor({-50.0, 50.0, -50.0, 50.0}, at::kDouble).unsqueeze(0);
    const at::Tensor got =
        score_of(fitted(id, params, train), at::cat({train.embedding.narrow(0, 0, 1), far}));
    CHECK(got[0].item<double>() > got[1].item<double>());
  }
}

TEST_CASE("fitted scores: gradients agree with finite differences") {
  for (const auto& scored : fitted_scores()) {
    CAPTURE(scored.first);
    const auto& [id, params] = scored;
    const Scorer scorer = fitted(id, params, train_of(20, 4, 3));
    const at::Tensor in = queries(3, 4).set_requires_grad(true);
    const at::Tensor got = torch::autograd::grad({score_of(scorer, in).sum()}, {in})[0];
    for (std::int64_t i = 0; i < in.numel(); ++i) {
      const auto moved = [&](double by) {
        at::Tensor x = in.detach().clone();
        x.view({-1})[i].add_(by);
        return score_of(scorer, x).sum().item<double>();
      };
      const double want = (moved(1e-6) - moved(-1e-6)) / 2e-6;
      CHECK(got.reshape({-1})[i].item<double>() == doctest::Approx(want).epsilon(1e-5).scale(1e-3));
    }
  }
}

TEST_CASE("fitted scores: zero rows, training rows and huge rows stay finite in single precision") {
  for (const auto& scored : fitted_scores()) {
    CAPTURE(scored.first);
    const auto& [id, params] = scored;
    const Train wide = train_of(20, 4, 3);
    const Train train{at::cat({wide.embedding, at::zeros({2, 4}, at::kDouble)}).to(at::kFloat),
                      at::cat({wide.labels, at::full({2}, 1, at::kLong)})};
    const Scorer scorer = fitted(id, params, train);
    const at::Tensor in = at::cat({at::zeros({1, 4}), train.embedding.narrow(0, 0, 2),
                                   train.embedding.narrow(0, 2, 1) * 1e4f});
    const at::Tensor before = in.clone();
    in.set_requires_grad(true);
    const at::Tensor got = score_of(scorer, in);
    CHECK((got.scalar_type() == at::kFloat));
    CHECK(got.isfinite().all().item<bool>());
    CHECK(torch::autograd::grad({got.sum()}, {in})[0].isfinite().all().item<bool>());
    CHECK(in.detach().equal(before));
    const Train same{train.embedding.to(at::kDouble), train.labels};
    const at::Tensor twice = score_of(fitted(id, params, same), before.to(at::kDouble));
    for (std::int64_t i = 0; i < got.size(0); ++i) {
      // The distance to an equal row is the root of what rounding leaves.
      CHECK(got[i].item<double>() == doctest::Approx(twice[i].item<double>()).epsilon(1e-4));
    }
  }
}

TEST_CASE("fitted scores: one training row and one seen class are enough for the nearest row") {
  const Train train{at::tensor({3.0, 4.0}, at::kDouble).unsqueeze(0), at::zeros({1}, at::kLong)};
  const at::Tensor in = at::tensor({6.0, 8.0, 0.0, 0.0}, at::kDouble).view({2, 2});
  const at::Tensor got = score_of(fitted("ood.knn", {{"k", 1}}, train), in);
  CHECK(got[0].item<double>() == doctest::Approx(0.0));
  CHECK(got[1].item<double>() == doctest::Approx(-1.0));
}

TEST_CASE("fitted scores: fitting again forgets the first fit, so that a run can go on") {
  for (const auto& scored : fitted_scores()) {
    CAPTURE(scored.first);
    const auto& [id, params] = scored;
    Train train = train_of(20, 4, 3);
    train.embedding.set_requires_grad(true);  // as a teacher's output outside of no_grad
    const Scorer learnt = fitted(id, params, train);
    const Train elsewhere{train.embedding.detach() * 2 - 7, train.labels};
    const Scorer twice = fitted(id, params, elsewhere);
    const at::Tensor in = queries(5, 4);
    REQUIRE_FALSE(score_of(learnt, in).equal(score_of(twice, in)));
    twice.call("fit()", [&](auto& s) { s.fit(said_of(train.embedding), train.labels); });
    CHECK(score_of(learnt, in).equal(score_of(twice, in)));
    CHECK_FALSE(score_of(learnt, in).requires_grad());
  }
}

TEST_CASE("fitted scores: what they cannot do they refuse") {
  const Train train = train_of(9, 4, 2);
  CHECK_THROWS_WITH(fitted("ood.knn", {{"k", 10}}, train),
                    "k is 10, but there are only 9 training rows; set k to at most that");
  const Json raw = {{"shrinkage", 0.0}};
  const std::string singular =
      "the covariance of 9 training rows in 4 dimensions is singular; set shrinkage above 0, for "
      "example to 1e-6";
  // One dimension repeats another; too few rows around their means; a dimension without variance.
  const at::Tensor three = train.embedding.narrow(1, 0, 3);
  const Train repeated{at::cat({three, three.narrow(1, 0, 1)}, 1), train.labels};
  CHECK_THROWS_WITH(fitted("ood.mahalanobis", raw, repeated), singular.c_str());
  const Train flat{at::cat({three, at::ones({9, 1}, at::kDouble)}, 1), train.labels};
  CHECK_THROWS_WITH(fitted("ood.mahalanobis", raw, flat), singular.c_str());
  CHECK_THROWS_WITH(fitted("ood.mahalanobis", raw, train_of(5, 8, 2)),
                    "the covariance of 5 training rows in 8 dimensions is singular; set shrinkage "
                    "above 0, for example to 1e-6");
  const Train lonely{normal({3, 4}, 94), at::tensor({0, 1, 2}, at::kLong)};
  CHECK_THROWS_WITH(fitted("ood.mahalanobis", {{"shrinkage", 0.1}}, lonely),
                    "every training row equals the mean of its class, so there is no covariance; "
                    "give classes of several different rows, or take a score that needs none, such "
                    "as ood.knn");
}

TEST_CASE("ood.mahalanobis: a singular covariance is refused although rounding lets it pass") {
  const at::Tensor labels = whole(30, 2, 95);
  for (std::uint64_t seed = 100; seed < 110; ++seed) {
    at::Tensor x = normal({30, 4}, seed);
    x.select(1, 3).copy_(0.3 * x.select(1, 0) - 1.7 * x.select(1, 1));
    CHECK_THROWS_WITH(fitted("ood.mahalanobis", {{"shrinkage", 0.0}}, {x, labels}),
                      "the covariance of 30 training rows in 4 dimensions is singular; set "
                      "shrinkage above 0, for example to 1e-6");
  }
}

TEST_CASE("ood.vim: what it cannot do it refuses") {
  const Train train = train_of(9, 4, 2);
  CHECK_THROWS_WITH(
      fitted("ood.vim", {{"dimensions", 4}}, train),
      "a principal space of 4 dimensions leaves nothing of an embedding of 4 numbers; "
      "set dimensions below that");
  const Scorer lonely = loaded<zeroth::OODScorer>("ood.vim", {{"dimensions", 2}});
  auto* reader = lonely.ability<zeroth::ReadsHead>();
  REQUIRE(reader != nullptr);
  CHECK_THROWS_WITH(lonely.component()->fit(said_of(train.embedding), train.labels),
                    "there is no last layer yet; call read_head() first");
  reader->read_head({at::ones({5, 4}, at::kDouble), at::zeros({5}, at::kDouble)});
  const at::Tensor flat =
      at::cat({train.embedding.narrow(1, 0, 2), at::zeros({9, 2}, at::kDouble)}, 1);
  CHECK_THROWS_WITH(lonely.component()->fit({at::ones({9, 5}, at::kDouble), flat}, train.labels),
                    "the principal space of 2 dimensions holds all of the 9 training rows, so "
                    "nothing lies outside; set fewer dimensions");
  CHECK_THROWS_WITH(
      lonely.component()->fit({at::full({9, 5}, -1.0, at::kDouble), train.embedding}, train.labels),
      "the largest logit of a training row is not above 0 on average, so that no virtual logit can "
      "be as large; train the teacher for longer, or take another score, such as ood.energy");
}

TEST_CASE("scores of a last layer: a model keeps what they were taught") {
  const Train train = train_of(20, 4, 3);
  const at::Tensor in = queries(5, 4);
  for (const auto& scored : fitted_scores()) {
    CAPTURE(scored.first);
    const auto& [id, params] = scored;
    const Scorer taught = fitted(id, params, train),
                 restored = loaded<zeroth::OODScorer>(id, params);
    if (auto* reader = restored.ability<zeroth::ReadsHead>()) reader->read_head(head_over(in));
    zeroth::TensorMap kept;
    for (const auto& one : taught.ability<zeroth::Fitted>()->fitted()) {
      kept.set(one.name, one.tensor.clone());
    }
    restored.ability<zeroth::Fitted>()->set_fitted(kept);
    CHECK(score_of(restored, in).equal(score_of(taught, in)));
  }
}

TEST_CASE("fitted scores: a score before fit() is refused") {
  const at::Tensor in = queries(2, 4);
  const auto unfitted = [&](const char* id) {
    return loaded<zeroth::OODScorer>(id).component()->score({at::Tensor(), in});
  };
  CHECK_THROWS_WITH(unfitted("ood.react"), "there is no ceiling yet; call fit() first");
  CHECK_THROWS_WITH(unfitted("ood.vim"), "there is no principal space yet; call fit() first");
  CHECK_THROWS_WITH(unfitted("ood.knn"), "there are no training rows yet; call fit() first");
  CHECK_THROWS_WITH(unfitted("ood.mahalanobis"), "there are no class means yet; call fit() first");
}
