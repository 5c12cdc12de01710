#include "host/report/map_charts.h"

#include <fmt/format.h>

#include <map>
#include <utility>

namespace zeroth::host {
namespace {

std::string series_name(MapRow row, bool is_seen) {
  return fmt::format("{}, {}", row == MapRow::synthetic ? "synthetic" : "real",
                     is_seen ? "seen class" : "unseen class");
}

std::string sentences_of(const MapPoints& map) {
  std::string text =
      "Each point is a row of features; near points have like features, and distances mean no "
      "more than that.";
  for (const std::string& note : map.notes) text += " " + note;
  return text;
}

}  // namespace

Chart map_chart(const MapPoints& map, std::size_t number) {
  const bool is_pca = map.method == "pca";
  Chart chart{fmt::format("map-{}", number),
              fmt::format("Map of rows by {}, {}", is_pca ? "PCA" : "t-SNE", map.run),
              sentences_of(map),
              {is_pca ? "first principal component" : "t-SNE 1"},
              {is_pca ? "second principal component" : "t-SNE 2"}};
  // Real rows first: synthetic ones, which are fewer kinds, lie above them.
  std::map<std::pair<bool, bool>, ChartSeries> series;
  for (const MapPoint& point : map.points) {
    const MapClass& of = map.classes.at(point.of);
    const bool is_synthetic = point.row == MapRow::synthetic;
    ChartSeries& one = series[{is_synthetic, !of.is_seen}];
    one.name = series_name(point.row, of.is_seen);
    one.kind = SeriesKind::points;
    one.colour = (is_synthetic ? 2 : 0) + (of.is_seen ? 0 : 1);
    ChartPoint drawn{point.x, point.y};
    drawn.label = of.name;
    one.points.push_back(std::move(drawn));
  }
  for (auto& one : series) chart.series.push_back(std::move(one.second));
  return chart;
}

}  // namespace zeroth::host
