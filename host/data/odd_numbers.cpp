#include "host/data/odd_numbers.h"

#include <fmt/format.h>

#include <cmath>

#include "host/data/finite.h"

namespace zeroth::host {

void Met::add(std::int64_t at_row, std::int64_t at_column, float at_value) {
  if (count++ == 0) *this = {1, at_row, at_column, at_value};
}

void OddNumbers::collect(const Matrix& rows, std::int64_t first,
                         const std::function<bool(std::int64_t row)>& is_read) {
  if (rows.known_finite()) return;
  for (std::int64_t i = 0; i < rows.rows(); ++i) {
    const float* row = rows.row(i);
    if (is_ordinary(row, rows.columns())) continue;
    const bool read = is_read(first + i);
    for (std::int64_t j = 0; j < rows.columns(); ++j) {
      if (!std::isfinite(row[j])) {
        (read ? bad : unread).add(first + i, j, row[j]);
      } else if (read && !is_ordinary(row + j, 1)) {
        extreme.add(first + i, j, row[j]);
      }
    }
  }
}

void tell(const OddNumbers& numbers, const OddWords& words, Findings& findings) {
  const auto first_of = [&](const Met& met) {
    return fmt::format("{} of them, the first in {}", met.count, words.place_of(met));
  };
  if (numbers.bad.count > 0) {
    findings.add(words.name + " hold numbers that are not finite", first_of(numbers.bad),
                 words.fix);
  }
  if (numbers.unread.count > 0) {
    findings.warnings.push_back(
        fmt::format("{} hold numbers that are not finite in {}, which no run reads: {}", words.name,
                    words.unread, first_of(numbers.unread)));
  }
  if (numbers.extreme.count > 0) {
    findings.warnings.push_back(
        fmt::format("{} hold numbers so large that scores of them may not be finite: {}: {:.4g}",
                    words.name, first_of(numbers.extreme), numbers.extreme.value));
  }
}

RowsInSplits::RowsInSplits(const DataSet& data)
    : first_(data.terms.first), splits_(main_splits(data)), places_(data.labels.size(), -1) {
  for (std::size_t i = 0; i < splits_.size(); ++i) {
    for (const auto row : *splits_[i].rows) {
      places_[static_cast<std::size_t>(row)] = static_cast<std::int8_t>(i);
    }
  }
}

std::string RowsInSplits::text(const char* what, std::int64_t row) const {
  const std::string number = fmt::format("{} {}", what, row + first_);
  if (!is_read(row)) return number;
  return fmt::format("{} ({})", number, splits_[static_cast<std::size_t>(place_of(row))].name);
}

}  // namespace zeroth::host
