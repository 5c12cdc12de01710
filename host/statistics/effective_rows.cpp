#include "host/statistics/effective_rows.h"

#include <algorithm>
#include <map>

namespace zeroth::host {
namespace {

double rows_of_side(const RowOutcomes& outcomes, bool seen) {
  std::map<std::int64_t, double> rows;
  for (const RowOutcome& one : outcomes) {
    if (one.seen == seen) ++rows[one.label];
  }
  double inverse = 0;
  for (const auto& [label, count] : rows) inverse += 1 / count;
  const auto classes = static_cast<double>(rows.size());
  return rows.empty() ? 0 : classes * classes / inverse;
}

}  // namespace

double effective_rows(const RowOutcomes& outcomes, Figure figure) {
  const double seen = rows_of_side(outcomes, true), unseen = rows_of_side(outcomes, false);
  if (figure == kS) return seen;
  if (figure == kU || figure == kT1) return unseen;
  return std::min(seen, unseen);
}

}  // namespace zeroth::host
