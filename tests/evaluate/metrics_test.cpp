#include "host/evaluate/metrics.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "host/evaluate/evaluation.h"
#include "tests/support/tensors.h"

using namespace zeroth::host;

namespace {

const std::vector<std::int64_t> kSeen = {0, 2, 3, 6}, kUnseen = {1, 4, 5};

at::Tensor ids(const std::vector<std::int64_t>& values) { return at::tensor(values, at::kLong); }

/// Counted by hand: mean over classes with rows of the share that is right.
double slow_accuracy(const reference::Labels& labels, const reference::Labels& predictions,
                     const std::vector<std::int64_t>& classes) {
  double sum = 0;
  int present = 0;
  for (const auto id : classes) {
    int rows = 0, right = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      rows += labels[i] == id;
      right += labels[i] == id && predictions[i] == id;
    }
    if (rows == 0) continue;
    ++present;
    sum += static_cast<double>(right) / rows;
  }
  return present ? sum / present : 0;
}

std::int64_t slow_argmax(const std::vector<double>& row) {
  return std::max_element(row.begin(), row.end()) - row.begin();
}

/// The whole curve by brute force: every threshold, every row again.
SeenUnseenCurve slow_curve(const reference::Table& scores, const reference::Labels& labels) {
  std::set<double> thresholds = {-1e300};
  std::vector<std::int64_t> best_seen, best_unseen;
  std::vector<double> gaps;
  for (const auto& row : scores) {
    const auto best = [&](const std::vector<std::int64_t>& group) {
      std::int64_t at = group[0];
      for (const auto id : group) {
        if (row[static_cast<std::size_t>(id)] > row[static_cast<std::size_t>(at)]) at = id;
      }
      return at;
    };
    best_seen.push_back(best(kSeen));
    best_unseen.push_back(best(kUnseen));
    gaps.push_back(row[static_cast<std::size_t>(best_seen.back())] -
                   row[static_cast<std::size_t>(best_unseen.back())]);
    thresholds.insert(gaps.back());
  }
  SeenUnseenCurve curve;
  double last_S = -1, last_U = 0;
  for (const double threshold : thresholds) {
    reference::Labels predictions;
    for (std::size_t i = 0; i < gaps.size(); ++i) {
      predictions.push_back(gaps[i] > threshold ? best_seen[i] : best_unseen[i]);
    }
    const double S = slow_accuracy(labels, predictions, kSeen),
                 U = slow_accuracy(labels, predictions, kUnseen);
    if (last_S >= 0) curve.ausuc += (last_S - S) * (last_U + U) / 2;
    curve.best_H = std::max(curve.best_H, U + S > 0 ? 2 * U * S / (U + S) : 0);
    curve.max_S = std::max(curve.max_S, S);
    curve.max_U = std::max(curve.max_U, U);
    last_S = S;
    last_U = U;
  }
  return curve;
}

}  // namespace

TEST_CASE("metrics: per-class accuracies against counting") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const at::Tensor labels = whole(1 + static_cast<std::int64_t>(seed) * 3, 7, seed),
                     predictions = whole(labels.numel(), 7, seed + 99);
    const GzslAccuracy got = gzsl_accuracy(labels, predictions, ids(kSeen), ids(kUnseen));
    const double U = slow_accuracy(to_labels(labels), to_labels(predictions), kUnseen);
    const double S = slow_accuracy(to_labels(labels), to_labels(predictions), kSeen);
    CHECK(got.U == doctest::Approx(U).epsilon(1e-12));
    CHECK(got.S == doctest::Approx(S).epsilon(1e-12));
    CHECK(got.H == doctest::Approx(U + S > 0 ? 2 * U * S / (U + S) : 0).epsilon(1e-12));
  }
}

TEST_CASE("metrics: nothing to average is 0, not NaN") {
  const at::Tensor none = at::empty({0}, at::kLong);
  CHECK(per_class_accuracy(none, none, ids(kSeen)) == 0);
  CHECK(per_class_accuracy(ids({1}), ids({1}), ids(kSeen)) == 0);
  CHECK(per_class_accuracy(ids({1}), ids({1}), none) == 0);
  CHECK(harmonic_mean(0, 0) == 0);
}

TEST_CASE("evaluation: the first maximum wins a tie, wherever it stands among many classes") {
  for (const std::int64_t width : {7, 9, 50, 200}) {
    for (std::int64_t first = 0; first + 1 < width; ++first) {
      at::Tensor scores = at::zeros({1, width});
      for (std::int64_t i = first; i < width; i += 2) scores[0][i] = 1;
      ScoredRows rows{scores, {}, ids({0}), at::arange(0, width - 1), at::arange(width - 1, width)};
      CHECK(evaluate(rows).predictions.item<std::int64_t>() == first);
    }
  }
}

TEST_CASE("metrics: the first maximum wins a tie") {
  const at::Tensor tie = at::tensor({1.0, 2.0, 2.0, 0.0, 2.0, 2.0, 0.0}, at::kDouble).view({1, 7});
  CHECK(restricted_prediction(tie, ids(kUnseen)).item<std::int64_t>() == 1);
  CHECK(calibrated_stacking(tie, ids({1}), ids(kSeen), 0.0).predictions.item<std::int64_t>() == 1);
}

TEST_CASE("metrics: the seen-unseen curve against brute force, ties included") {
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    const std::int64_t n = seed == 0 ? 1 : 40;
    at::Tensor scores = normal({n, 7}, seed);
    if (seed % 2) scores = (scores * 2).round();  // many equal gaps
    const at::Tensor labels = whole(n, 7, seed + 50);
    const SeenUnseenCurve got = ausuc(scores, labels, ids(kSeen));
    const SeenUnseenCurve want = slow_curve(to_table(scores), to_labels(labels));
    CHECK(got.ausuc == doctest::Approx(want.ausuc).epsilon(1e-12));
    CHECK(got.best_H == doctest::Approx(want.best_H).epsilon(1e-12));
    CHECK(got.max_S == doctest::Approx(want.max_S).epsilon(1e-12));
    CHECK(got.max_U == doctest::Approx(want.max_U).epsilon(1e-12));
  }
}

TEST_CASE("metrics: calibration moves rows by their scores and nothing else") {
  const at::Tensor scores = normal({50, 7}, 3), labels = whole(50, 7, 4);
  for (const double gamma : {-100.0, 0.0, 0.7, 100.0}) {
    const auto got = calibrated_stacking(scores, labels, ids(kSeen), gamma);
    for (std::int64_t i = 0; i < 50; ++i) {
      std::vector<double> row = to_row(scores[i]);
      for (const auto id : kSeen) row[static_cast<std::size_t>(id)] -= gamma;
      CHECK(got.predictions[i].item<std::int64_t>() == slow_argmax(row));
    }
  }
}

TEST_CASE("metrics: detection against counting pairs") {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const at::Tensor score = (normal({60}, seed) * 3).round(), seen = whole(60, 2, seed + 9);
    const auto s = to_row(score);
    const auto y = to_labels(seen);
    double above = 0, pairs = 0;
    for (std::size_t i = 0; i < s.size(); ++i) {
      for (std::size_t j = 0; j < s.size(); ++j) {
        if (y[i] != 1 || y[j] != 0) continue;
        ++pairs;
        above += s[i] > s[j] ? 1.0 : s[i] == s[j] ? 0.5 : 0.0;
      }
    }
    CHECK(ood_metrics(score, seen).auroc == doctest::Approx(above / pairs).epsilon(1e-12));
  }
  CHECK(ood_metrics(at::tensor({1.0, 2.0}, at::kDouble), ids({1, 1})).auroc == 0);
}

TEST_CASE("metrics: numbers that have no order end all the same") {
  const double inf = std::numeric_limits<double>::infinity();
  for (const double odd : {std::numeric_limits<double>::quiet_NaN(), inf, -inf}) {
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
      at::Tensor scores = normal({40, 7}, seed);
      scores.masked_fill_(normal({40, 7}, seed + 9) > 0.5, odd);
      const SeenUnseenCurve curve = ausuc(scores, whole(40, 7, seed), ids(kSeen));
      CHECK(curve.ausuc >= -1e-12);
      CHECK(curve.ausuc <= 1 + 1e-12);
      const OodMetrics detection = ood_metrics(scores.select(1, 0), whole(40, 2, seed));
      CHECK(detection.auroc >= 0);
      CHECK(detection.auroc <= 1);
    }
  }
}
