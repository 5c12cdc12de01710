#pragma once

#include <cstdint>
#include <vector>

namespace zeroth::host {

/// How one model did on one test row: all that figures and their intervals are made of.
struct RowOutcome {
  std::int64_t row = 0;        ///< number in the data set, from 0
  std::int64_t label = 0;      ///< class of the data set
  bool seen = false;           ///< whether that class is a seen one
  bool right = false;          ///< predicted right among all classes: U and S
  bool right_unseen = false;   ///< of an unseen row: predicted right among unseen classes: T1
  bool right_on_side = false;  ///< the best class of the row's own side is right: AUSUC
  double gap = 0;              ///< best seen score minus best unseen score, not NaN: AUSUC
  std::int64_t predicted = 0;  ///< class of the data set
};

/// Those of one model, in the order of their rows.
using RowOutcomes = std::vector<RowOutcome>;

/// Puts them in the order of their rows.
void sort_by_row(RowOutcomes& outcomes);

/// Whether both are of the same rows with the same classes, on the same sides, in the same order:
/// what paired comparisons need.
bool same_rows(const RowOutcomes& one, const RowOutcomes& other);

}  // namespace zeroth::host
