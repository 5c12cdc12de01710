#include "host/statistics/weighed_figures.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace zeroth::host {
namespace {

double sum_at(const std::vector<std::uint32_t>& places, const std::vector<double>& weights) {
  // Four sums at once: each waits for the one before it.
  double sums[4] = {0, 0, 0, 0};
  std::size_t i = 0;
  for (; i + 4 <= places.size(); i += 4) {
    for (std::size_t k = 0; k < 4; ++k) sums[k] += weights[places[i + k]];
  }
  for (; i < places.size(); ++i) sums[0] += weights[places[i]];
  return sums[0] + sums[1] + (sums[2] + sums[3]);
}

}  // namespace

WeighedFigures::WeighedFigures(const RowOutcomes& outcomes) {
  for (std::uint32_t i = 0; i < outcomes.size(); ++i) {
    const RowOutcome& one = outcomes[i];
    (one.seen ? has_seen_ : has_unseen_) = true;
    if (one.right) (one.seen ? right_seen_ : right_unseen_).push_back(i);
    if (!one.seen && one.right_unseen) zero_shot_.push_back(i);
    if (one.right_on_side) turns_.push_back({i, one.seen ? 1.0 : 0.0, one.seen ? 0.0 : 1.0});
  }
  std::stable_sort(turns_.begin(), turns_.end(), [&](const Turn& a, const Turn& b) {
    return std::pair(outcomes[a.place].gap, a.unseen) < std::pair(outcomes[b.place].gap, b.unseen);
  });
  add_ties(outcomes);
}

void WeighedFigures::add_ties(const RowOutcomes& outcomes) {
  const auto gap = [&](const Turn& turn) { return outcomes[turn.place].gap; };
  for (auto begin = turns_.begin(); begin != turns_.end();) {
    const auto end =
        std::find_if(begin, turns_.end(), [&](const Turn& one) { return gap(one) != gap(*begin); });
    if (begin->seen == 1 && (end - 1)->seen == 0) {
      Tie tie;
      for (auto one = begin; one != end; ++one) {
        (one->seen == 1 ? tie.seen : tie.unseen).push_back(one->place);
      }
      ties_.push_back(std::move(tie));
    }
    begin = end;
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
  double U = 0, area = 0;
  for (const Turn& turn : turns_) {
    const double weight = weights[turn.place];
    area += turn.seen * weight * U;
    U += turn.unseen * weight;
  }
  // Seen rows of a tie came first above; where all turn together the curve is slanted.
  for (const Tie& tie : ties_) {
    area += sum_at(tie.seen, weights) * sum_at(tie.unseen, weights) / 2;
  }
  return area;
}

}  // namespace zeroth::host
