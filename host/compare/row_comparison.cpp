#include "host/compare/row_comparison.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "host/statistics/holm.h"

namespace zeroth::host {
namespace {

std::set<std::pair<std::int64_t, bool>> classes_of(const RowOutcomes& outcomes) {
  std::set<std::pair<std::int64_t, bool>> classes;
  for (const RowOutcome& one : outcomes) classes.emplace(one.label, one.seen);
  return classes;
}

std::int64_t same_predictions(const RowOutcomes& first, const RowOutcomes& second) {
  std::int64_t same = 0;
  for (std::size_t i = 0; i < first.size(); ++i) same += first[i].predicted == second[i].predicted;
  return same;
}

Json to_json(const FigureDifference& difference) {
  return {{"value", difference.value},
          {"low", difference.interval.low},
          {"high", difference.interval.high},
          {"p", difference.p},
          {"adjusted_p", difference.adjusted_p.value_or(difference.p)},
          {"distinguishable", difference.distinguishable()}};
}

}  // namespace

std::string relation_of(const RowOutcomes& first, const RowOutcomes& second) {
  if (same_rows(first, second)) return "same";
  return classes_of(first) == classes_of(second) ? "other rows" : "other classes";
}

Json compare_rows(const RowOutcomes& first, const RowOutcomes& second) {
  const std::string relation = relation_of(first, second);
  Json document = {{"rows", {first.size(), second.size()}}, {"relation", relation}};
  if (relation != "same") return document;
  document["same_predictions"] = same_predictions(first, second);
  FigureDifferences all = difference({second}, {first}, Pairing::by_seed);
  std::vector<FigureDifference*> table;
  for (auto& one : all) {
    if (one) table.push_back(&*one);
  }
  adjust_by_holm(table);
  document["images"] = Json::object();
  for (std::size_t f = 0; f < kFigureCount; ++f) {
    if (all[f]) document["images"][kFigureNames[f]] = to_json(*all[f]);
  }
  return document;
}

}  // namespace zeroth::host
