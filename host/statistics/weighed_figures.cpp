#include "host/statistics/weighed_figures.h"

#include <algorithm>
#include <limits>

namespace zeroth::host {
namespace {

double sum_at(const std::vector<std::uint32_t>& places, const std::vector<double>& weights) {
  double sum = 0;
  for (const std::uint32_t place : places) sum += weights[place];
  return sum;
}

}  // namespace

WeighedFigures::WeighedFigures(const RowOutcomes& outcomes) {
  for (std::uint32_t i = 0; i < outcomes.size(); ++i) {
    const RowOutcome& one = outcomes[i];
    (one.seen ? has_seen_ : has_unseen_) = true;
    if (one.right) (one.seen ? right_seen_ : right_unseen_).push_back(i);
    if (!one.seen && one.right_unseen) zero_shot_.push_back(i);
    if (one.right_on_side) turns_.push_back({i, one.seen, true});
  }
  const auto gap = [&](const Turn& turn) { return outcomes[turn.place].gap; };
  std::stable_sort(turns_.begin(), turns_.end(),
                   [&](const Turn& a, const Turn& b) { return gap(a) < gap(b); });
  for (std::size_t i = 1; i < turns_.size(); ++i) {
    turns_[i - 1].last = gap(turns_[i - 1]) != gap(turns_[i]);
  }
}

FigureValues WeighedFigures::operator()(const std::vector<double>& weights) const {
  FigureValues values;
  values.fill(std::numeric_limits<double>::quiet_NaN());
  if (has_unseen_) values[kU] = 100 * sum_at(right_unseen_, weights);
  if (has_unseen_) values[kT1] = 100 * sum_at(zero_shot_, weights);
  if (has_seen_) values[kS] = 100 * sum_at(right_seen_, weights);
  if (!has_seen_ || !has_unseen_) return values;
  const double U = values[kU], S = values[kS];
  values[kH] = U + S > 0 ? 2 * U * S / (U + S) : 0;
  values[kAusuc] = 100 * ausuc(weights);
  return values;
}

double WeighedFigures::ausuc(const std::vector<double>& weights) const {
  double S = 0, U = 0, area = 0;
  for (const Turn& turn : turns_) S += turn.seen ? weights[turn.place] : 0;
  double start_S = S, start_U = U;  // of the rows with the same gap
  for (const Turn& turn : turns_) {
    (turn.seen ? S : U) += (turn.seen ? -1 : 1) * weights[turn.place];
    if (!turn.last) continue;
    area += (start_S - S) * (start_U + U) / 2;
    start_S = S;
    start_U = U;
  }
  return area;
}

}  // namespace zeroth::host
