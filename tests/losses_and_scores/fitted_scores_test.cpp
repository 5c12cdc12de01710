#include <ATen/ops/cat.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <doctest/doctest.h>
#include <torch/csrc/autograd/autograd.h>
#include <zeroth/abilities.h>

#include "tests/losses_and_scores/loaded_plugin.h"
#include "tests/reference/scores.h"
#include "tests/support/messages.h"
#include "tests/support/tensors.h"

using zeroth::host::Handle;
using zeroth::host::Json;

namespace {

struct Fitted {
  std::string id;
  Json params;
  double (*twin)(const reference::Row&, const reference::Table&, const reference::Labels&);
};

std::vector<Fitted> fitted_scores() {
  using reference::Labels;
  using reference::Row;
  using reference::Table;
  return {{"ood.mahalanobis",
           {{"shrinkage", 1e-3}},
           [](const Row& e, const Table& rows, const Labels& labels) {
             return reference::mahalanobis(e, rows, labels, 1e-3);
           }},
          {"ood.knn", {{"k", 3}}, [](const Row& e, const Table& rows, const Labels&) {
             return reference::knn(e, rows, 3);
           }}};
}

Handle<zeroth::OODScorer> fitted(const Fitted& one, const at::Tensor& rows,
                                 const at::Tensor& labels) {
  auto scorer = loaded<zeroth::OODScorer>(one.id, one.params);
  scorer.call("fit()", [&](auto& s) { s.fit({at::Tensor(), rows}, labels); });
  return scorer;
}

at::Tensor of_embedding(const Handle<zeroth::OODScorer>& scorer, const at::Tensor& embedding) {
  return score(scorer, {at::Tensor(), embedding});
}

}  // namespace

TEST_CASE("fitted scores: agree with their slow twins, row by row, also where a class has no row") {
  const at::Tensor rows = normal({40, 5}, 31);
  const at::Tensor labels = whole(40, 3, 32) * 2;  // 0, 2, 4: 1 and 3 do not occur
  for (const Fitted& one : fitted_scores()) {
    CAPTURE(one.id);
    const auto scorer = fitted(one, rows, labels);
    const at::Tensor queries =
        at::cat({normal({6, 5}, 33) * 2, rows.narrow(0, 0, 2), at::zeros({1, 5}, at::kDouble)});
    const at::Tensor got = of_embedding(scorer, queries);
    for (std::int64_t i = 0; i < queries.size(0); ++i) {
      const double want = one.twin(to_row(queries[i]), to_table(rows), to_labels(labels));
      CHECK(got[i].item<double>() == doctest::Approx(want).epsilon(1e-9));
      const at::Tensor alone = of_embedding(scorer, queries.narrow(0, i, 1));
      CHECK(alone[0].item<double>() == doctest::Approx(got[i].item<double>()).epsilon(1e-12));
    }
  }
}

TEST_CASE("fitted scores: training rows look more seen than rows far away") {
  const at::Tensor rows = normal({40, 5}, 31) + 3;
  for (const Fitted& one : fitted_scores()) {
    const auto scorer = fitted(one, rows, whole(40, 3, 32));
    CHECK(of_embedding(scorer, rows).mean().item<double>() >
          of_embedding(scorer, -rows).mean().item<double>());
  }
}

TEST_CASE("fitted scores: gradients agree with finite differences") {
  for (const Fitted& one : fitted_scores()) {
    CAPTURE(one.id);
    const auto scorer = fitted(one, normal({40, 5}, 31), whole(40, 3, 32));
    const at::Tensor leaf = normal({3, 5}, 34).set_requires_grad(true);
    const at::Tensor got = torch::autograd::grad({of_embedding(scorer, leaf).sum()}, {leaf})[0];
    for (std::int64_t i = 0; i < leaf.numel(); ++i) {
      const auto moved = [&](double by) {
        at::Tensor x = leaf.detach().clone();
        x.view({-1})[i].add_(by);
        return of_embedding(scorer, x).sum().item<double>();
      };
      const double want = (moved(1e-6) - moved(-1e-6)) / 2e-6;
      CHECK(got.view({-1})[i].item<double>() == doctest::Approx(want).epsilon(1e-5).scale(1e-3));
    }
  }
}

TEST_CASE("fitted scores: a row of the training set keeps a finite gradient") {
  const at::Tensor rows = normal({40, 5}, 31).to(at::kFloat);
  for (const Fitted& one : fitted_scores()) {
    const auto scorer = fitted({one.id, {}, one.twin}, rows.repeat({2, 1}), whole(80, 3, 32));
    const at::Tensor leaf = rows.narrow(0, 0, 2).clone().set_requires_grad(true);
    const at::Tensor got = of_embedding(scorer, leaf);
    CHECK((got.scalar_type() == at::kFloat));
    CHECK(torch::autograd::grad({got.sum()}, {leaf})[0].isfinite().all().item<bool>());
  }
}

TEST_CASE("fitted scores: what cannot be fitted is told") {
  const auto refused = [](const char* id, const Json& params, const at::Tensor& rows) {
    return message_of([&] { fitted({id, params, nullptr}, rows, whole(rows.size(0), 2, 1)); });
  };
  CHECK(refused("ood.knn", {{"k", 5}}, normal({4, 3}, 1)) ==
        "error: ood.knn failed in fit()\n  where  /block\n"
        "  why    k is 5 and there are 4 training rows; lower \"k\"\n  fix    see `zeroth inspect "
        "ood.knn`");
  CHECK(refused("ood.mahalanobis", {{"shrinkage", 0.0}}, normal({4, 6}, 1)) ==
        "error: ood.mahalanobis failed in fit()\n  where  /block\n"
        "  why    the covariance of the training embeddings is singular: too few rows for 6 "
        "dimensions, "
        "or constant ones; raise \"shrinkage\"\n  fix    see `zeroth inspect ood.mahalanobis`");
  for (const char* id : {"ood.knn", "ood.mahalanobis"}) {
    CHECK(message_of([&] {
            of_embedding(loaded<zeroth::OODScorer>(id), normal({2, 3}, 1));
          }).find("why    fit() was not called") != std::string::npos);
  }
}

TEST_CASE("odin: the step goes against the gradient of the predicted class's loss") {
  const auto scorer =
      loaded<zeroth::OODScorer>("ood.odin", {{"temperature", 2.0}, {"epsilon", 0.01}});
  const at::Tensor weight = normal({3, 4}, 41);
  const at::Tensor x = (normal({5, 4}, 42) + 3).set_requires_grad(true);
  const auto& odin = dynamic_cast<const zeroth::FeaturePerturbation&>(*scorer.component());
  const at::Tensor moved = odin.perturb(x, {x.matmul(weight.t()), at::Tensor()});
  CHECK((moved - x).abs().max().item<double>() == doctest::Approx(0.01));
  const auto surest = [&](const at::Tensor& rows) {
    return score(scorer, {rows.matmul(weight.t()), at::Tensor()});
  };
  CHECK((surest(moved) > surest(x)).all().item<bool>());
  CHECK_FALSE(moved.requires_grad());
  const at::Tensor at_zero = at::zeros({1, 4}, at::kDouble).set_requires_grad(true);
  const at::Tensor kept = odin.perturb(at_zero, {at_zero.matmul(weight.t()), at::Tensor()});
  CHECK(kept.min().item<double>() >= 0);
}
