#include "host/evaluate/evaluator.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/index_select.h>
#include <zeroth/long_work.h>
#include <zeroth/row_chunks.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "host/evaluate/finite_scores.h"

namespace zeroth::host {
namespace {

constexpr std::int64_t kMostScores = 100'000'000;

/// Best classes of one stretch of rows after the other.
class BestOfStretches {
 public:
  void add(const Best& stretch) {
    scores_.push_back(stretch.scores);
    ids_.push_back(stretch.ids);
  }
  Best all() const { return ids_.empty() ? Best() : Best{at::cat(scores_), at::cat(ids_)}; }

 private:
  std::vector<at::Tensor> scores_, ids_;
};

struct Range {
  std::int64_t first = 0, count = 0;
};

/// The rows of a part's blocks.
Range blocks_of(const PartOfRows& part, std::int64_t rows, std::int64_t at_once) {
  const std::int64_t blocks = (rows + at_once - 1) / at_once;
  const auto begin_of = [&](std::int64_t one) {
    return std::min(blocks * one / part.of * at_once, rows);
  };
  return {begin_of(part.part), begin_of(part.part + 1) - begin_of(part.part)};
}

}  // namespace

KeptScores kept_by_size(std::int64_t rows, std::int64_t classes) {
  return classes > 0 && rows > kMostScores / classes ? KeptScores::best : KeptScores::all;
}

Evaluator::Evaluator(TestData data, const at::Device& device)
    : data_(std::move(data)), device_(device) {
  data_.samples = data_.samples.on_device(device_);
}

/// Of test rows `first` to `first + count - 1`, [count,C].
at::Tensor Evaluator::scores(const Predictor& predictor, std::int64_t first,
                             std::int64_t count) const {
  say_progress("scoring test rows", first, data_.samples.count());
  const at::Tensor all = predictor.scores(data_.samples.read(first, count, device_)).cpu();
  expect_finite_scores(all, at::arange(first, first + count, at::kLong), data_, device_, predictor);
  return all;
}

/// Of some test rows, [rows,U].
at::Tensor Evaluator::unseen_scores(const Predictor& predictor, const at::Tensor& rows) const {
  const at::Tensor features = data_.samples.features().index_select(0, rows.to(device_));
  const at::Tensor all = predictor.unseen_scores(Samples(features)).cpu();
  expect_finite_scores(all, rows, data_, device_, predictor);
  return all;
}

KeptScores Evaluator::kept_by_size() const {
  return host::kept_by_size(data_.samples.count(), data_.seen.size(0) + data_.unseen.size(0));
}

Evaluator::Stretch Evaluator::stretch_of(const PartOfRows& part,
                                         const at::Tensor& unseen_rows) const {
  const Range own = blocks_of(part, data_.samples.count(), data_.samples.at_once());
  const Range unseen = blocks_of(part, unseen_rows.size(0), kRowsAtOnce);
  return {own.first, own.count, unseen_rows.narrow(0, unseen.first, unseen.count)};
}

ScoredRows Evaluator::look(const Predictor& predictor, KeptScores kept,
                           const PartOfRows& part) const {
  const at::NoGradGuard no_gradient;
  ScoredRows rows;
  rows.labels = data_.labels;
  rows.seen = data_.seen;
  rows.unseen = data_.unseen;
  rows.oracle_gate = predictor.oracle_gate();
  const at::Tensor unseen_rows =
      predictor.has_unseen_classifier() ? rows.unseen_rows() : at::empty({0}, at::kLong);
  const Stretch stretch = stretch_of(part, unseen_rows);
  if (kept == KeptScores::all) {
    look_at_all(predictor, stretch, rows);
  } else {
    look_at_best(predictor, stretch, rows);
  }
  return rows;
}

void Evaluator::look_at_all(const Predictor& predictor, const Stretch& stretch,
                            ScoredRows& rows) const {
  rows.scores = in_chunks(stretch.count, data_.samples.at_once(),
                          [&](std::int64_t first, std::int64_t count) {
                            return scores(predictor, stretch.first + first, count);
                          });
  rows.unseen_scores = in_chunks(
      stretch.unseen_rows.size(0), kRowsAtOnce, [&](std::int64_t first, std::int64_t count) {
        return unseen_scores(predictor, stretch.unseen_rows.narrow(0, first, count));
      });
}

void Evaluator::look_at_best(const Predictor& predictor, const Stretch& stretch,
                             ScoredRows& rows) const {
  BestOfStretches seen, unseen, own;
  const std::int64_t at_once = data_.samples.at_once();
  const std::int64_t end = stretch.first + stretch.count;
  for (std::int64_t first = stretch.first; first < end; first += at_once) {
    const auto count = std::min(at_once, end - first);
    const at::Tensor all = scores(predictor, first, count);
    seen.add(best_among(all, rows.seen));
    unseen.add(best_among(all, rows.unseen));
  }
  const at::Tensor places = at::arange(rows.unseen.size(0), at::kLong);
  for (const at::Tensor& some : stretch.unseen_rows.split(kRowsAtOnce)) {
    if (some.numel() > 0) own.add(best_among(unseen_scores(predictor, some), places));
  }
  rows.kept = SideScores{seen.all(), unseen.all(), own.all()};
}

}  // namespace zeroth::host
