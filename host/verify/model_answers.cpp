#include "host/verify/model_answers.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/gather.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros_like.h>
#include <fmt/format.h>

#include "host/run/best_scores.h"

namespace zeroth::host {
namespace {

constexpr const char* kName = "model's predictions";
/// As a run allows its own model when it leaves it.
constexpr double kTolerance = 2e-3;

/// How far stored scores may be from those that a model says, in each of them.
at::Tensor allowed(const at::Tensor& stored, const at::Tensor& kept) {
  const at::Tensor sizes = at::where(kept, stored.abs(), at::zeros_like(stored));
  return kTolerance * (sizes + sizes.max());
}

struct Distance {
  std::int64_t rows = 0;  ///< with a score that is too far from what was stored
  double largest = 0;
};

Distance distance(const at::Tensor& said, const at::Tensor& stored) {
  const at::Tensor kept = kept_scores(stored), wanted = stored.to(at::kDouble);
  const at::Tensor apart =
      at::where(kept, (said.to(at::kDouble) - wanted).abs(), at::zeros_like(wanted));
  const at::Tensor too_far = apart > allowed(wanted, kept);
  return {too_far.any(1).sum().item<std::int64_t>(), apart.max().item<double>()};
}

/// Rows that the model gives another class by more than rounding.
at::Tensor other_rows(const at::Tensor& said, const at::Tensor& now, const at::Tensor& stored) {
  const at::Tensor scores = said.to(at::kDouble);
  const at::Tensor lead = scores.gather(1, now.unsqueeze(1)).squeeze(1) -
                          scores.gather(1, stored.unsqueeze(1)).squeeze(1);
  const at::Tensor slack = 2 * kTolerance * (scores.abs().amax(1) + scores.abs().max());
  return (now != stored).logical_and(lead > slack).nonzero().squeeze(1);
}

}  // namespace

void check_answers(const ScoredRows& said, const ScoreFile& stored, RunChecks& checks) {
  if (said.scores.sizes() != stored.rows.scores.sizes())
    return checks.differs(kName, "the model says scores of other rows or classes than were stored");
  const at::Tensor now = evaluate(said).predictions;
  const auto count = now.numel();
  const at::Tensor others = other_rows(said.scores, now, stored.predictions);
  if (others.numel() > 0) {
    const auto first = static_cast<std::size_t>(others[0].item<std::int64_t>());
    return checks.differs(kName, fmt::format("{} of {} rows get another class of the model than "
                                             "the run stored, such as row {}",
                                             others.numel(), count, stored.numbers[first]));
  }
  Distance apart = distance(said.scores, stored.rows.scores);
  if (apart.rows == 0 && stored.rows.unseen_scores.defined()) {
    if (!said.unseen_scores.defined()) {
      return checks.differs(kName,
                            "the model has no scores of unseen classes of their own, and the "
                            "run stored some");
    }
    apart = distance(said.unseen_scores, stored.rows.unseen_scores);
  }
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
