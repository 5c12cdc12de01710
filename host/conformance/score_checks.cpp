#include <ATen/TensorOperators.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/zeros_like.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "host/conformance/checks.h"
#include "host/conformance/compare.h"
#include "host/conformance/specimen.h"

namespace zeroth::host::checks {
namespace {

/// The share of pairs of rows whose first scores higher, ties counted half.
double auroc(const at::Tensor& seen, const at::Tensor& unseen) {
  const at::Tensor difference = seen.unsqueeze(1) - unseen.unsqueeze(0);
  return (difference.sign().to(at::kDouble).mean().item<double>() + 1) / 2;
}

at::Tensor scores_of(Specimen& specimen, const Scores& rows) {
  return specimen.run(TensorMap({{"logits", rows.logits}, {"embedding", rows.embedding}}),
                      0)["score"];
}

at::Tensor fitted_score(const Subject& subject, int times) {
  const auto scorer = make_component<OODScorer>(subject, small_parameters(description_of(subject)));
  const ScoreWorld world = score_world(subject.seed, at::kFloat);
  for (int i = 0; i < times; ++i) {
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
  const auto specimen = make_specimen(subject);
  const Scores seen = score_world(subject.seed, at::kFloat).seen;
  const Scores confident{8 * at::eye(WorldSizes::seen),
                         seen.embedding.narrow(0, 0, WorldSizes::seen)};
  const Scores flat{at::zeros_like(confident.logits), 0.01 * confident.embedding.flip({1})};
  const double high = scores_of(*specimen, confident).mean().item<double>();
  const double low = scores_of(*specimen, flat).mean().item<double>();
  if (high > low) return passed();
  const std::string figures =
      fmt::format("confident rows score {:.4g} and flat ones {:.4g}", high, low);
  if (high < low) {
    return failed(figures + ", but larger must mean more in-distribution; return the negative");
  }
  return failed(figures + ": nothing tells them apart");
}

Verdict beats_chance(const Subject& subject) {
  constexpr double kChance = 0.5, kThreeDeviations = 0.09;  // of 200 against 200 rows
  const auto specimen = make_specimen(subject);
  const ScoreWorld world = score_world(subject.seed, at::kFloat);
  const double area = auroc(scores_of(*specimen, world.seen), scores_of(*specimen, world.unseen));
  if (area > kChance + kThreeDeviations) return passed();
  return failed(
      fmt::format("it tells seen from unseen rows with AUROC {:.3f}; chance is 0.5", area));
}

Verdict monotone_shift(const Subject& subject) {
  constexpr double kTolerance = 0.05;  // of all that the score moves
  constexpr double kRounding = 1e-5;   // of a score that reads directions only
  const auto specimen = make_specimen(subject);
  const Scores seen = score_world(subject.seed, at::kFloat).seen;
  std::vector<double> means;
  for (const double share : {1.0, 0.8, 0.6, 0.4, 0.2}) {
    const Scores faded{share * seen.logits, share * seen.embedding};
    means.push_back(scores_of(*specimen, faded).mean().item<double>());
  }
  const auto [low, high] = std::minmax_element(means.begin(), means.end());
  const double allowed = kTolerance * (*high - *low) + kRounding * (1 + std::abs(*high));
  for (std::size_t i = 1; i < means.size(); ++i) {
    if (means[i] - means[i - 1] <= allowed) continue;
    return warned(
        fmt::format("while rows fade the mean score rises: {:.4g}", fmt::join(means, ", ")));
  }
  return passed();
}

}  // namespace zeroth::host::checks
