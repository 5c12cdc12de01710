#pragma once

#include <zeroth/matrix.h>

#include <cstdint>
#include <functional>
#include <string>

#include "host/data/findings.h"

namespace zeroth::host {

/// Numbers of one kind, and where the first was met.
struct Met {
  std::int64_t count = 0, row = 0, column = 0;
  float value = 0;

  void add(std::int64_t at_row, std::int64_t at_column, float at_value);
};

/// Numbers with which nothing can be computed.
struct OddNumbers {
  Met bad;      ///< not finite, in rows that a run reads
  Met unread;   ///< not finite, in rows that no run reads
  Met extreme;  ///< too large (see is_ordinary()), in rows that a run reads

  /// Looks through rows that are numbered from `first`.
  void collect(const Matrix& rows, std::int64_t first,
               const std::function<bool(std::int64_t row)>& is_read);
};

/// How to speak of them.
struct OddWords {
  std::string name;                                 ///< "features"
  std::function<std::string(const Met&)> place_of;  ///< "row 3 (trainval), column 1"
  std::string unread;                               ///< where no run reads: "rows of no split"
  std::string fix;
};
/// A problem for the bad ones, warnings for the others.
void tell(const OddNumbers& numbers, const OddWords& words, Findings& findings);

/// Which rows a run reads, and as what.
class RowsInSplits {
 public:
  /// The splits' rows exist.
  explicit RowsInSplits(const DataSet& data);
  bool is_read(std::int64_t row) const { return place_of(row) >= 0; }
  /// "row 3 (trainval)", as the files count; `what` is "row" or "image".
  std::string text(const char* what, std::int64_t row) const;

 private:
  std::int8_t place_of(std::int64_t row) const { return places_[static_cast<std::size_t>(row)]; }

  std::int64_t first_;
  std::vector<NamedSplit> splits_;
  std::vector<std::int8_t> places_;  // of each row's split; -1: in none
};

}  // namespace zeroth::host
