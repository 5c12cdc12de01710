#include <ATen/TensorOperators.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "host/evaluate/best_among.h"
#include "host/evaluate/metrics.h"

namespace zeroth::host {
namespace {

struct Row {
  double score;
  bool positive;
};

/// What one ranking yields with one kind of rows as the positives, accepting large scores.
struct Ranking {
  double fpr95 = 0, aupr = 0, auroc = 0;
};

Ranking rank(std::vector<Row> rows) {
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.score > b.score; });
  const auto positives =
      std::count_if(rows.begin(), rows.end(), [](const Row& r) { return r.positive; });
  const auto negatives = static_cast<std::int64_t>(rows.size()) - positives;
  Ranking ranking;
  if (positives == 0 || negatives == 0) return ranking;
  const auto share = [](double part, std::int64_t whole) {
    return part / static_cast<double>(whole);
  };
  std::int64_t true_positives = 0, false_positives = 0;
  bool reached = false;
  for (auto row = rows.begin(); row != rows.end();) {
    const double score = row->score;
    const std::int64_t hits_before = true_positives, misses_before = false_positives;
    for (; row != rows.end() && row->score == score; ++row) {
      ++(row->positive ? true_positives : false_positives);
    }
    const auto hits = static_cast<double>(true_positives - hits_before);
    const auto misses = static_cast<double>(false_positives - misses_before);
    ranking.aupr += share(hits, positives) * static_cast<double>(true_positives) /
                    static_cast<double>(true_positives + false_positives);
    ranking.auroc +=
        share(misses, negatives) *
        share((static_cast<double>(hits_before) + static_cast<double>(true_positives)) / 2,
              positives);
    if (!reached && 100 * true_positives >= 95 * positives) {
      reached = true;
      ranking.fpr95 = share(static_cast<double>(false_positives), negatives);
    }
  }
  return ranking;
}

}  // namespace

OodMetrics ood_metrics(const at::Tensor& score, const at::Tensor& is_seen) {
  const at::Tensor scores = score.to(at::kDouble).contiguous();
  const at::Tensor seen = is_seen.to(at::kLong).contiguous();
  std::vector<Row> seen_positive, unseen_positive;
  std::int64_t unseen = 0;
  for (std::int64_t i = 0; i < scores.numel(); ++i) {
    const double value = sortable(scores.data_ptr<double>()[i]);
    const bool positive = seen.data_ptr<std::int64_t>()[i] != 0;
    seen_positive.push_back({value, positive});
    unseen_positive.push_back({-value, !positive});
    unseen += !positive;
  }
  OodMetrics metrics;
  const Ranking by_seen = rank(std::move(seen_positive));
  const Ranking by_unseen = rank(std::move(unseen_positive));
  metrics.auroc = by_seen.auroc;
  metrics.fpr95_seen_positive = by_seen.fpr95;
  metrics.aupr_seen_positive = by_seen.aupr;
  metrics.fpr95_unseen_positive = by_unseen.fpr95;
  metrics.aupr_unseen_positive = by_unseen.aupr;
  if (scores.numel() > 0) {
    metrics.unseen_share = static_cast<double>(unseen) / static_cast<double>(scores.numel());
  }
  return metrics;
}

}  // namespace zeroth::host
