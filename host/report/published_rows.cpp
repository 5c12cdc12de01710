#include "host/report/published_rows.h"

#include <algorithm>
#include <tuple>

namespace zeroth::host {
namespace {

std::string text_in(const Json& published, const char* name) {
  const Json value = published.value(name, Json());
  return value.is_string() ? value.get<std::string>() : "";
}

PublishedRow row_of(const Json& published, const ReportSetting& setting) {
  PublishedRow row{
      text_in(published, "row"), text_in(published, "table"), text_in(published, "protocol"), {}};
  if (row.name.empty()) row.name = setting.name;
  for (std::size_t f = 0; f < kFigureCount; ++f) {
    const Json value = published.value(kFigureNames[f], Json());
    if (value.is_number()) row.figures[f] = value.get<double>();
  }
  return row;
}

bool has_figure(const PublishedRow& row) {
  return std::any_of(row.figures.begin(), row.figures.end(),
                     [](const auto& one) { return one.has_value(); });
}

bool is_same(const PublishedRow& a, const PublishedRow& b) {
  return std::tie(a.name, a.source, a.protocol, a.figures) ==
         std::tie(b.name, b.source, b.protocol, b.figures);
}

}  // namespace

std::vector<PublishedRow> published_rows(const ReportGroup& group) {
  std::vector<PublishedRow> rows;
  for (const ReportSetting& setting : group.settings) {
    // A result has only what may be set beside it.
    const Json published = setting.runs.front().summary.result.value("published", Json());
    if (!published.is_object()) continue;
    PublishedRow row = row_of(published, setting);
    const bool known = std::any_of(rows.begin(), rows.end(),
                                   [&](const PublishedRow& one) { return is_same(one, row); });
    if (!known && has_figure(row)) rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace zeroth::host
