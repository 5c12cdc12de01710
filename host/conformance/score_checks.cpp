#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros_like.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/abilities.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "host/conformance/checks.h"
#include "host/conformance/compare.h"
#include "host/conformance/component.h"
#include "host/conformance/specimen_factory.h"
#include "host/conformance/world.h"

namespace zeroth::host::checks {
namespace {

/// The share of pairs of rows whose first scores higher, ties counted half.
double auroc(const at::Tensor& seen, const at::Tensor& unseen) {
  const at::Tensor difference = seen.unsqueeze(1) - unseen.unsqueeze(0);
  return (difference.sign().to(at::kDouble).mean().item<double>() + 1) / 2;
}

at::Tensor scores_of(Specimen& specimen, const Scores& rows) {
  return specimen.use(TensorMap({{"logits", rows.logits}, {"embedding", rows.embedding}}),
                      0)["score"];
}

constexpr double kChance = 0.5, kThreeDeviations = 0.09;  // of 200 against 200 rows

/// How well a fitted score does in a world where every right one does well: rows of seen classes
/// lie where the fit has seen rows, others elsewhere, nearer to 0 and with flatter logits.
double easy_area(const Subject& subject) {
  const auto specimen = make_specimen(subject);
  const ScoreWorld world = score_world(subject.seed, at::kFloat);
  return auroc(scores_of(*specimen, world.seen), scores_of(*specimen, world.unseen));
}

/// Mean scores of rows of seen classes while they become `others`.
std::vector<double> means_on_the_way(const Subject& subject, const Scores& others) {
  const auto specimen = make_specimen(subject);
  const Scores seen = score_world(subject.seed, at::kFloat).seen;
  std::vector<double> means;
  for (const double share : {1.0, 0.8, 0.6, 0.4, 0.2}) {
    const auto between = [&](const at::Tensor& a, const at::Tensor& b) {
      return share * a + (1 - share) * b;
    };
    const Scores rows{between(seen.logits, others.logits),
                      between(seen.embedding, others.embedding)};
    means.push_back(scores_of(*specimen, rows).mean().item<double>());
  }
  return means;
}

bool goes_up(const std::vector<double>& means) {
  constexpr double kTolerance = 0.05;  // of all that the score moves
  constexpr double kRounding = 1e-5;   // of a score that reads directions only
  const auto [low, high] = std::minmax_element(means.begin(), means.end());
  const double allowed = kTolerance * (*high - *low) + kRounding * (1 + std::abs(*high));
  for (std::size_t i = 1; i < means.size(); ++i) {
    if (means[i] - means[i - 1] > allowed) return true;
  }
  return false;
}

at::Tensor fitted_score(const Subject& subject, int times) {
  const auto scorer = make_component<OODScorer>(subject, small_parameters(subject));
  const ScoreWorld world = score_world(subject.seed, at::kFloat);
  auto* reader = scorer.ability<ReadsHead>();
  for (int i = 0; i < times; ++i) {
    if (reader) {
      scorer.call("read_head()", [&](auto&) { reader->read_head(stand_in_head(world)); });
    }
    scorer.call("fit()", [&](auto& s) { s.fit(world.train, world.labels); });
  }
  const at::Tensor score = scorer.call("score()", [&](auto& s) { return s.score(world.seen); });
  expect_shape(score, {-1}, scorer.place(), "score()");
  return score;
}

}  // namespace

Verdict fit_again(const Subject& subject) {
  const std::string found = difference(TensorMap({{"score", fitted_score(subject, 1)}}),
                                       TensorMap({{"score", fitted_score(subject, 2)}}));
  return found.empty() ? passed() : failed(found + " after a second fit() with the same rows");
}

Verdict sign(const Subject& subject) {
  const double area = easy_area(subject);
  if (area > kChance - kThreeDeviations) return passed();
  return failed(fmt::format(
      "rows of seen classes score lower than others, with AUROC {:.3f}, but larger must "
      "mean more in-distribution; return the negative",
      area));
}

Verdict beats_chance(const Subject& subject) {
  const double area = easy_area(subject);
  if (area > kChance + kThreeDeviations) return passed();
  return failed(
      fmt::format("it tells seen from unseen rows with AUROC {:.3f}; chance is 0.5", area));
}

Verdict monotone_shift(const Subject& subject) {
  const ScoreWorld world = score_world(subject.seed, at::kFloat);
  const Scores nothing{at::zeros_like(world.seen.logits), at::zeros_like(world.seen.embedding)};
  const std::vector<double> fading = means_on_the_way(subject, nothing);
  // Distances to a subspace grow smaller, too: of embeddings alone nothing can be said.
  const bool rises =
      goes_up(fading) && goes_up(means_on_the_way(subject, {nothing.logits, world.seen.embedding}));
  if (!rises) return passed();
  return warned(
      fmt::format("while rows fade the mean score rises: {:.4g}", fmt::join(fading, ", ")));
}

}  // namespace zeroth::host::checks
