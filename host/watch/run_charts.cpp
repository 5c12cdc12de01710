#include "host/watch/run_charts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include "host/record/metric_values.h"
#include "host/runs/clock.h"

namespace zeroth::host {
namespace {

/// More points than pixels tell nothing.
constexpr std::size_t kMostPoints = 400;

std::string text_at(const Json& line, const char* name) {
  const Json value = line.value(name, Json());
  return value.is_string() ? value.get<std::string>() : "";
}

std::int64_t epoch_of(const Json& line) {
  const Json value = line.value("epoch", Json());
  return value.is_number_integer() ? value.get<std::int64_t>() : 0;
}

/// What a chart shows, by the part of the run, its stage and the group of numbers.
struct Place {
  std::string part, stage, group;

  bool operator==(const Place& other) const {
    return part == other.part && stage == other.stage && group == other.group;
  }
};

struct PlacedChart {
  Place place;
  Chart chart;
};

std::string title_of(const Place& place) {
  const std::string chosen = place.part == "selection" ? ", selection of the epoch" : "";
  if (place.group == "evaluation") return "Figures" + chosen;
  const char* what = place.group == "losses"      ? "Losses"
                     : place.group == "gradients" ? "Lengths of gradients"
                                                  : "Numbers";
  return fmt::format("{} of {}{}", what, place.stage.empty() ? "the run" : place.stage, chosen);
}

Chart new_chart(const Place& place, std::size_t number) {
  Chart chart;
  chart.id = fmt::format("chart-{}", number + 1);
  chart.title = title_of(place);
  chart.x.title = place.stage.empty() ? "epoch" : "epoch of " + place.stage;
  chart.y.title = place.group == "evaluation" ? "%" : place.group == "losses" ? "loss" : "value";
  return chart;
}

Chart& chart_at(const Place& place, std::vector<PlacedChart>& all) {
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const PlacedChart& one) { return one.place == place; });
  if (found != all.end()) return found->chart;
  all.push_back({place, new_chart(place, all.size())});
  return all.back().chart;
}

void add_point(Chart& chart, const std::string& name, double x, double y) {
  const auto found = std::find_if(chart.series.begin(), chart.series.end(),
                                  [&](const ChartSeries& one) { return one.name == name; });
  ChartSeries& series =
      found != chart.series.end() ? *found : chart.series.emplace_back(ChartSeries{name});
  series.points.push_back({x, y});
}

/// Every so many points of a curve and its last one.
void thin_out(ChartSeries& series) {
  const std::size_t count = series.points.size(), step = count / kMostPoints + 1;
  if (step == 1) return;
  std::vector<ChartPoint> kept;
  for (std::size_t i = 0; i < count; i += step) kept.push_back(series.points[i]);
  if ((count - 1) % step != 0) kept.push_back(series.points.back());
  series.points = std::move(kept);
}

std::vector<PlacedChart> placed_charts(const std::vector<Json>& lines) {
  std::vector<PlacedChart> all;
  for (const Json& line : lines) {
    for (const MetricValue& one : metric_values(line)) {
      const std::size_t slash = one.name.find('/');
      const Place place{text_at(line, "part"), text_at(line, "stage"), one.name.substr(0, slash)};
      add_point(chart_at(place, all), one.name.substr(slash + 1),
                static_cast<double>(epoch_of(line)), one.value);
    }
  }
  for (PlacedChart& one : all) {
    for (ChartSeries& series : one.chart.series) thin_out(series);
  }
  return all;
}

/// The final part first, figures before the rest.
int rank_of(const Place& place) {
  const int group = place.group == "evaluation" ? 0 : place.group == "losses" ? 2 : 4;
  return group + (place.part == "selection" ? 1 : 0);
}

}  // namespace

std::vector<Chart> charts_of_run(const std::vector<Json>& lines) {
  std::vector<PlacedChart> all = placed_charts(lines);
  std::stable_sort(all.begin(), all.end(), [](const PlacedChart& a, const PlacedChart& b) {
    return rank_of(a.place) < rank_of(b.place);
  });
  std::vector<Chart> charts;
  for (PlacedChart& one : all) charts.push_back(std::move(one.chart));
  return charts;
}

std::vector<Chart> latest_chart(const std::vector<Json>& lines) {
  if (lines.empty()) return {};
  const std::string part = text_at(lines.back(), "part");
  std::optional<Chart> best;
  for (PlacedChart& one : placed_charts(lines)) {
    if (one.place.part != part) continue;
    const bool is_figures = one.place.group == "evaluation";
    if (is_figures && one.chart.series.front().points.size() > 1) return {std::move(one.chart)};
    if (one.place.group == "losses") best = std::move(one.chart);
  }
  if (!best) return {};
  return {std::move(*best)};
}

double seconds_left(const std::vector<Json>& lines, std::int64_t epochs) {
  std::string part, stage;
  double last_time = 0, first_time = 0;
  std::int64_t last = 0, first = 0;
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
    const auto time = clock_seconds_of(text_at(*line, "time"));
    if (!time || text_at(*line, "stage").empty()) continue;
    if (last == 0) {
      part = text_at(*line, "part");
      stage = text_at(*line, "stage");
      last_time = *time;
      last = epoch_of(*line);
    }
    if (text_at(*line, "part") != part || text_at(*line, "stage") != stage) break;
    first_time = *time;
    first = epoch_of(*line);
  }
  if (last <= first || epochs <= last || last_time <= first_time) return 0;
  return (last_time - first_time) / static_cast<double>(last - first) *
         static_cast<double>(epochs - last);
}

}  // namespace zeroth::host
