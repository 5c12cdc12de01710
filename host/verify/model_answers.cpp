#include "host/verify/model_answers.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/gather.h>
#include <ATen/ops/isin.h>
#include <ATen/ops/where.h>
#include <fmt/format.h>

#include <algorithm>

#include "host/run/score_tolerance.h"

namespace zeroth::host {
namespace {

constexpr const char* kName = "model's predictions";

struct Distance {
  std::int64_t rows = 0;  ///< with a score that is too far from what was stored
  double largest = 0;
};

/// [n,any] or [n]; how far they may be goes by the score itself and the `largest` of all.
Distance distance(const at::Tensor& said, const at::Tensor& stored, double largest) {
  if (stored.numel() == 0) return {};
  const at::Tensor wanted = stored.to(at::kDouble);
  const at::Tensor apart = (said.to(at::kDouble) - wanted).abs();
  const at::Tensor too_far =
      (apart > kScoreTolerance * (wanted.abs() + largest)).reshape({wanted.size(0), -1});
  return {too_far.any(1).sum().item<std::int64_t>(), apart.max().item<double>()};
}

Distance farther(const Distance& one, const Distance& other) {
  return one.rows >= other.rows ? one : other;
}

/// What all scores say of the classes of `best`, [n]; where there are none, what is best now.
at::Tensor said_of(const at::Tensor& all, const Best& best, const Best& now) {
  return all.defined() ? all.gather(1, best.ids.unsqueeze(1)).squeeze(1) : now.scores;
}

bool have_own(const ScoredRows& rows) {
  return rows.kept ? rows.kept->own.ids.defined() : rows.unseen_scores.defined();
}

/// Of all that was stored.
Distance distance(const ScoredRows& said, const SideScores& now, const ScoredRows& stored) {
  if (said.has_all() && stored.has_all()) {
    const Distance all = distance(said.scores, stored.scores, largest_of(stored.scores));
    return have_own(stored) ? farther(all, distance(said.unseen_scores, stored.unseen_scores,
                                                    largest_of(stored.unseen_scores)))
                            : all;
  }
  const SideScores then = stored.sides();
  const double largest = std::max(largest_of(then.seen.scores), largest_of(then.unseen.scores));
  const Distance both =
      farther(distance(said_of(said.scores, then.seen, now.seen), then.seen.scores, largest),
              distance(said_of(said.scores, then.unseen, now.unseen), then.unseen.scores, largest));
  if (!have_own(stored)) return both;
  return farther(both, distance(said_of(said.unseen_scores, then.own, now.own), then.own.scores,
                                largest_of(then.own.scores)));
}

/// What the model says of the classes that were stored, [n]; where it said the best of each side
/// only, no more than that of the class's side.
at::Tensor said_of_predictions(const ScoredRows& said, const SideScores& now,
                               const at::Tensor& stored) {
  if (said.has_all()) return said.scores.gather(1, stored.unsqueeze(1)).squeeze(1);
  return at::where(at::isin(stored, said.seen), now.seen.scores, now.unseen.scores);
}

/// Rows that the model gives another class by more than rounding.
at::Tensor other_rows(const ScoredRows& said, const SideScores& now, const at::Tensor& predictions,
                      const at::Tensor& stored) {
  const at::Tensor best = said_of_predictions(said, now, predictions).to(at::kDouble);
  const at::Tensor lead = best - said_of_predictions(said, now, stored).to(at::kDouble);
  const at::Tensor slack = 2 * kScoreTolerance * (best.abs() + best.abs().max());
  return (predictions != stored).logical_and(lead > slack).nonzero().squeeze(1);
}

}  // namespace

void check_answers(const ScoredRows& said, const ScoreFile& stored, RunChecks& checks) {
  const SideScores sides = said.sides();
  const bool same_classes =
      said.seen.equal(stored.rows.seen) && said.unseen.equal(stored.rows.unseen);
  if (said.labels.sizes() != stored.rows.labels.sizes() || !same_classes)
    return checks.differs(kName, "the model says scores of other rows or classes than were stored");
  const at::Tensor now = evaluate(said).predictions;
  const auto count = now.numel();
  const at::Tensor others = other_rows(said, sides, now, stored.predictions);
  if (others.numel() > 0) {
    const auto first = static_cast<std::size_t>(others[0].item<std::int64_t>());
    return checks.differs(kName, fmt::format("{} of {} rows get another class of the model than "
                                             "the run stored, such as row {}",
                                             others.numel(), count, stored.numbers[first]));
  }
  if (have_own(stored.rows) && !have_own(said)) {
    return checks.differs(kName,
                          "the model has no scores of unseen classes of their own, and the "
                          "run stored some");
  }
  const Distance apart = distance(said, sides, stored.rows);
  if (apart.rows > 0) {
    return checks.differs(kName, fmt::format("the model's scores of {} of {} rows are others than "
                                             "the run stored, by up to {:.3g}",
                                             apart.rows, count, apart.largest));
  }
  const auto same = (now == stored.predictions).sum().item<std::int64_t>();
  checks.ok(kName,
            same == count
                ? fmt::format("{} of {} rows get the class that the run stored", same, count)
                : fmt::format("{} of {} rows get the class that the run stored, the others lie "
                              "between two classes but for rounding",
                              same, count));
}

}  // namespace zeroth::host
