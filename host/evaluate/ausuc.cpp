#include <ATen/TensorOperators.h>
#include <ATen/ops/index_select.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "host/evaluate/best_among.h"
#include "host/evaluate/metrics.h"

namespace zeroth::host {
namespace {

/// One test row on the curve: where it turns from seen to unseen, and what it then loses or gains.
struct Turn {
  double gap;     // best seen score minus best unseen score
  double seen;    // share of S that it gives while it is called seen
  double unseen;  // share of U that it gives once it is called unseen
};

/// Weight of a row in its group's per-class mean: 1 / (classes with rows * rows of its class).
std::vector<double> row_weights(const std::vector<std::int64_t>& labels,
                                const std::vector<bool>& in_group) {
  std::vector<std::int64_t> rows(in_group.size(), 0);
  for (const auto label : labels) ++rows[static_cast<std::size_t>(label)];
  std::int64_t classes = 0;
  for (std::size_t id = 0; id < rows.size(); ++id) classes += in_group[id] && rows[id] > 0;
  std::vector<double> weights(labels.size(), 0.0);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto id = static_cast<std::size_t>(labels[i]);
    if (in_group[id]) weights[i] = 1.0 / static_cast<double>(classes * rows[id]);
  }
  return weights;
}

std::vector<std::int64_t> to_vector(const at::Tensor& tensor) {
  const at::Tensor flat = tensor.contiguous();
  return {flat.data_ptr<std::int64_t>(), flat.data_ptr<std::int64_t>() + flat.numel()};
}

std::vector<Turn> turns_of(const Best& best_seen, const Best& best_unseen, const at::Tensor& labels,
                           const at::Tensor& seen) {
  const at::Tensor gaps = gap(best_seen, best_unseen).contiguous();
  const auto truth = to_vector(labels);
  const auto as_seen = to_vector(best_seen.ids);
  const auto as_unseen = to_vector(best_unseen.ids);
  std::vector<bool> is_seen(static_cast<std::size_t>(class_count(labels, seen)), false);
  for (const auto id : to_vector(seen)) is_seen[static_cast<std::size_t>(id)] = true;
  std::vector<bool> is_unseen = is_seen;
  is_unseen.flip();
  const auto seen_weight = row_weights(truth, is_seen);
  const auto unseen_weight = row_weights(truth, is_unseen);
  std::vector<Turn> turns(truth.size());
  for (std::size_t i = 0; i < truth.size(); ++i) {
    turns[i] = {sortable(gaps.data_ptr<double>()[i]), truth[i] == as_seen[i] ? seen_weight[i] : 0.0,
                truth[i] == as_unseen[i] ? unseen_weight[i] : 0.0};
  }
  std::sort(turns.begin(), turns.end(), [](const Turn& a, const Turn& b) { return a.gap < b.gap; });
  return turns;
}

}  // namespace

SeenUnseenCurve ausuc(const at::Tensor& scores, const at::Tensor& labels, const at::Tensor& seen) {
  const at::Tensor unseen = other_classes(seen, scores.size(1));
  if (unseen.numel() == 0 || seen.numel() == 0) return {};
  return ausuc(best_among(scores, seen), best_among(scores, unseen), labels, seen);
}

SeenUnseenCurve ausuc(const Best& best_seen, const Best& best_unseen, const at::Tensor& labels,
                      const at::Tensor& seen) {
  SeenUnseenCurve curve;
  if (labels.numel() == 0) return curve;
  const std::vector<Turn> turns = turns_of(best_seen, best_unseen, labels, seen);
  double S = 0, U = 0;
  for (const Turn& turn : turns) S += turn.seen;
  curve.max_S = S;
  for (auto turn = turns.begin(); turn != turns.end();) {
    const double gap = turn->gap, before_S = S, before_U = U;
    for (; turn != turns.end() && turn->gap == gap; ++turn) {  // equal rows move together
      S -= turn->seen;
      U += turn->unseen;
    }
    curve.ausuc += (before_S - S) * (before_U + U) / 2;
    const double H = harmonic_mean(U, S);
    if (H <= curve.best_H) continue;
    curve.best_H = H;
    curve.best = {U, S, H};
    curve.best_threshold = turn == turns.end() ? gap : (gap + turn->gap) / 2;
  }
  curve.max_U = U;
  return curve;
}

}  // namespace zeroth::host
