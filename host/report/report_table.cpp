#include "host/report/report_table.h"

#include <utility>

namespace zeroth::host {
namespace {

FigureDifference reversed(FigureDifference one) {
  std::swap(one.first, one.second);
  one.value = -one.value;
  one.interval = {-one.interval.high, -one.interval.low};
  return one;
}

}  // namespace

const char* name_of(Standing standing) {
  switch (standing) {
    case Standing::best:
      return "best";
    case Standing::level:
      return "level with the best";
    case Standing::behind:
      return "behind";
    default:
      return "alone";
  }
}

const ReportPair* ReportTable::pair_of(std::size_t one, std::size_t other) const {
  for (const ReportPair& pair : pairs) {
    const bool is_it =
        (pair.first == one && pair.second == other) || (pair.first == other && pair.second == one);
    if (is_it) return &pair;
  }
  return nullptr;
}

std::optional<FigureDifference> ReportTable::against_baseline(std::size_t setting,
                                                              Figure figure) const {
  const ReportPair* pair = pair_of(setting, baseline);
  if (!pair || !pair->figures[figure]) return std::nullopt;
  return pair->first == setting ? *pair->figures[figure] : reversed(*pair->figures[figure]);
}

}  // namespace zeroth::host
