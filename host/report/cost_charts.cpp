#include "host/report/cost_charts.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>

#include "host/report/shown_settings.h"

namespace zeroth::host {
namespace {

constexpr double kWide = 20;  // times the smallest cost: from there on the axis is logarithmic

/// The mean over the runs of a setting that say it.
std::optional<double> mean_cost(const ReportSetting& setting,
                                const std::function<std::optional<double>(const ReportRun&)>& of) {
  double sum = 0;
  int count = 0;
  for (const ReportRun& run : setting.runs) {
    if (const auto cost = of(run)) {
      sum += *cost;
      ++count;
    }
  }
  if (count == 0) return std::nullopt;
  return sum / count;
}

std::optional<double> seconds_of(const ReportRun& run) {
  if (!(run.summary.seconds > 0)) return std::nullopt;
  return run.summary.seconds;
}

std::optional<double> gibibytes_of(const ReportRun& run) {
  const Json& status = run.summary.status;
  const Json bytes = status.is_object() ? status.value("peak_memory", Json()) : Json();
  if (!bytes.is_number() || !(bytes.get<double>() > 0)) return std::nullopt;
  return bytes.get<double>() / (1 << 30);
}

void add_cost(const ReportGroup& group, const ReportTable& table, const Chart& like,
              const std::function<std::optional<double>(const ReportRun&)>& cost_of,
              std::vector<Chart>& charts) {
  Chart chart = like;
  double least = 0, most = 0;
  const std::vector<std::size_t> shown = shown_settings(table, kSettingsInChart);
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const auto& figure = table.rows[shown[i]].figures[table.main.value_or(kH)];
    const auto cost = mean_cost(group.settings[shown[i]], cost_of);
    if (!figure || !cost) continue;
    least = chart.series.empty() ? *cost : std::min(least, *cost);
    most = std::max(most, *cost);
    chart.series.push_back(
        {group.settings[shown[i]].label,
         SeriesKind::points,
         {{*cost, figure->seeds.mean, figure->interval.low, figure->interval.high}},
         i});
  }
  chart.x.logarithmic = most > kWide * least;
  chart.about += shown_text(table, shown.size());
  if (!chart.series.empty()) charts.push_back(std::move(chart));
}

}  // namespace

std::vector<Chart> cost_charts(const ReportGroup& group, const ReportTable& table,
                               std::size_t number) {
  const char* figure = kFigureNames[table.main.value_or(kH)];
  std::vector<Chart> charts;
  Chart chart{
      fmt::format("table-{}-seconds", number),
      fmt::format("Time against {}", figure),
      fmt::format("Seconds that a run took, mean over its seeds, and the {} that it "
                  "reached with its interval of 95\u00a0%. Runs of other machines, or beside "
                  "other work, took other times.",
                  figure),
      {"seconds of a run"},
      {fmt::format("{} in %", figure)}};
  add_cost(group, table, chart, seconds_of, charts);
  chart.id = fmt::format("table-{}-memory", number);
  chart.title = fmt::format("Memory against {}", figure);
  chart.about = fmt::format(
      "Memory that a run took at its peak, mean over its seeds, and the {} "
      "that it reached with its interval of 95\u00a0%.",
      figure);
  chart.x.title = "memory in GiB";
  add_cost(group, table, chart, gibibytes_of, charts);
  return charts;
}

}  // namespace zeroth::host
