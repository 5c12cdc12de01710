#include "host/report/shown_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>

namespace zeroth::host {

std::vector<std::size_t> shown_settings(const ReportTable& table, std::size_t most) {
  std::vector<std::size_t> settings(table.rows.size());
  std::iota(settings.begin(), settings.end(), std::size_t{0});
  const auto value_of = [&](std::size_t setting) {
    const auto& figure = table.rows[setting].figures[table.main.value_or(kH)];
    return figure ? figure->seeds.mean : -std::numeric_limits<double>::infinity();
  };
  std::stable_sort(settings.begin(), settings.end(), [&](std::size_t one, std::size_t other) {
    return value_of(one) > value_of(other);
  });
  if (settings.size() > most) settings.resize(most);
  return settings;
}

std::string shown_text(const ReportTable& table, std::size_t shown) {
  if (shown >= table.rows.size()) return "";
  return fmt::format(" Of {} settings the {} best in {}.", table.rows.size(), shown,
                     kFigureNames[table.main.value_or(kH)]);
}

std::string seeds_shown(const ReportGroup& group) {
  const bool any = std::any_of(group.settings.begin(), group.settings.end(),
                               [](const ReportSetting& one) { return one.runs.size() > 1; });
  return any ? " Of several seeds their mean, and the area from the lowest to the highest." : "";
}

}  // namespace zeroth::host
