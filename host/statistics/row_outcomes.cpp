#include "host/statistics/row_outcomes.h"

#include <algorithm>

namespace zeroth::host {

void sort_by_row(RowOutcomes& outcomes) {
  std::stable_sort(outcomes.begin(), outcomes.end(),
                   [](const RowOutcome& a, const RowOutcome& b) { return a.row < b.row; });
}

bool same_rows(const RowOutcomes& one, const RowOutcomes& other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [](const RowOutcome& a, const RowOutcome& b) {
                      return a.row == b.row && a.label == b.label && a.seen == b.seen;
                    });
}

}  // namespace zeroth::host
