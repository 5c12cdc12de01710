#include "host/runs/run_order.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "host/base/problem.h"

namespace zeroth::host {
namespace {

struct Sorting {
  std::string field;
  bool descends = false;
};

Sorting sorting_of(const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos) return {text, false};
  const std::string direction = text.substr(colon + 1);
  if (direction != "asc" && direction != "desc") {
    throw Failure(Exit::usage, {fmt::format("no direction \"{}\"", direction),
                                "--sort",
                                {},
                                fmt::format("write {0}:desc or {0}:asc", text.substr(0, colon))});
  }
  return {text.substr(0, colon), direction == "desc"};
}

/// Numbers before texts.
bool is_less(const FieldValue& a, const FieldValue& b) {
  if (a.number && b.number) return *a.number < *b.number;
  if (a.number || b.number) return a.number.has_value();
  return a.text < b.text;
}

}  // namespace

void sort_runs(ChosenRuns& runs, const std::string& text, const Fields& fields) {
  const Sorting order = sorting_of(text);
  const Field& field = fields.at(order.field, "--sort");
  std::vector<std::pair<FieldValue, const ListedRun*>> keyed;
  for (const ListedRun* run : runs) keyed.emplace_back(field.value(*run), run);
  std::stable_sort(keyed.begin(), keyed.end(), [&](const auto& a, const auto& b) {
    if (!a.first.known || !b.first.known) return a.first.known && !b.first.known;
    return order.descends ? is_less(b.first, a.first) : is_less(a.first, b.first);
  });
  std::transform(keyed.begin(), keyed.end(), runs.begin(),
                 [](const auto& one) { return one.second; });
}

}  // namespace zeroth::host
