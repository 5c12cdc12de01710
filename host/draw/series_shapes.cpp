#include "host/draw/series_shapes.h"

#include <fmt/format.h>

#include <algorithm>

namespace zeroth::host {
namespace {

constexpr std::size_t kMostTips = 400;    // points that say what they are; more only weigh
constexpr std::size_t kMostMarkers = 30;  // of a line, which else would be a chain of them
constexpr double kBandOpacity = 0.16;
constexpr double kBarShare = 0.8;  // of a category's room

/// A series on its way into shapes.
struct SeriesAtWork {
  const Chart& chart;
  const ChartSeries& series;
  const ChartFrame& frame;
  std::size_t number;  ///< of its colour
  std::vector<DrawnShape>& shapes;

  Colour colour(double opacity = 1) const { return {Ink::series, number, opacity}; }
  Spot spot(double x, double y) const { return {frame.x(x), frame.y(y)}; }
};

std::string on_axis_text(const ChartAxis& axis, double value) {
  const bool is_name =
      axis.has_names() && value >= 0 && value < static_cast<double>(axis.names.size());
  return is_name ? axis.names[static_cast<std::size_t>(value)] : fmt::format("{:.5g}", value);
}

std::string tip_of(const SeriesAtWork& work, const ChartPoint& point) {
  std::string tip = work.series.name;
  if (!point.label.empty()) tip += (tip.empty() ? "" : ", ") + point.label;
  tip += fmt::format("{}{}, {}", tip.empty() ? "" : ": ", on_axis_text(work.chart.x, point.x),
                     on_axis_text(work.chart.y, point.y));
  if (point.has_interval()) tip += fmt::format(" [{:.5g}, {:.5g}]", point.low, point.high);
  return tip;
}

/// Runs of points that can be drawn: a gap in the numbers is one in the line.
std::vector<std::vector<ChartPoint>> unbroken(const std::vector<ChartPoint>& points) {
  std::vector<std::vector<ChartPoint>> parts;
  bool goes_on = false;
  for (const ChartPoint& point : points) {
    if (is_drawable(point)) {
      if (!goes_on) parts.emplace_back();
      parts.back().push_back(point);
    }
    goes_on = is_drawable(point);
  }
  return parts;
}

void add_markers(const SeriesAtWork& work, const std::vector<ChartPoint>& points, double size) {
  DrawnMarkers markers{{}, marker_of(work.number), work.colour(), size, work.series.name};
  for (const ChartPoint& point : points) {
    if (!is_drawable(point)) continue;
    markers.spots.push_back(work.spot(point.x, point.y));
    markers.tips.push_back(tip_of(work, point));
  }
  if (markers.tips.size() > kMostTips) markers.tips.clear();
  if (!markers.spots.empty()) work.shapes.push_back(std::move(markers));
}

void add_band(const SeriesAtWork& work, const std::vector<ChartPoint>& points) {
  DrawnPath band{{}, {}, work.colour(kBandOpacity)};
  band.is_closed = true;
  for (const ChartPoint& point : points) {
    if (point.has_interval()) band.spots.push_back(work.spot(point.x, point.high));
  }
  for (auto point = points.rbegin(); point != points.rend(); ++point) {
    if (point->has_interval()) band.spots.push_back(work.spot(point->x, point->low));
  }
  if (band.spots.size() > 2) work.shapes.push_back(std::move(band));
}

void add_line(const SeriesAtWork& work) {
  for (const auto& part : unbroken(work.series.points)) {
    add_band(work, part);
    DrawnPath line{{}, work.colour(), {}, 2, dashes_of(work.number)};
    line.name = work.series.name;
    for (const ChartPoint& point : part) line.spots.push_back(work.spot(point.x, point.y));
    work.shapes.push_back(std::move(line));
  }
  if (work.series.points.size() <= kMostMarkers) add_markers(work, work.series.points, 6);
}

void add_error_bar(const SeriesAtWork& work, double x, const ChartPoint& point) {
  if (!point.has_interval()) return;
  const double low = work.frame.y(point.low), high = work.frame.y(point.high);
  work.shapes.push_back(
      DrawnPath{{{x - 3, low}, {x + 3, low}, {x, low}, {x, high}, {x - 3, high}, {x + 3, high}},
                {Ink::text, 0, 0.75},
                {},
                1.2});
}

void add_points(const SeriesAtWork& work) {
  constexpr std::size_t kMany = 100;
  for (const ChartPoint& point : work.series.points) {
    if (is_drawable(point)) add_error_bar(work, work.frame.x(point.x), point);
  }
  add_markers(work, work.series.points, work.series.points.size() > kMany ? 4 : 8);
}

void add_bars(const SeriesAtWork& work) {
  const double width = kBarShare * work.frame.slot_width();
  for (const ChartPoint& point : work.series.points) {
    if (!is_drawable(point)) continue;
    const double left = work.frame.x(point.x) - width / 2;
    const double top = work.frame.y(point.y), bottom = work.frame.y(0);
    DrawnPath bar{{{left, bottom}, {left, top}, {left + width, top}, {left + width, bottom}},
                  {},
                  work.colour(bar_opacity(SeriesKind::bars))};
    bar.is_closed = true;
    bar.tip = tip_of(work, point);
    work.shapes.push_back(std::move(bar));
    add_error_bar(work, left + width / 2, point);
  }
}

void add_steps(const SeriesAtWork& work) {
  const auto& points = work.series.points;
  if (points.empty()) return;
  DrawnPath outline{{}, work.colour(), work.colour(bar_opacity(SeriesKind::steps)), 1.5};
  outline.dashes = dashes_of(work.number);
  double y = work.frame.y(0);
  for (const ChartPoint& point : points) {
    if (!is_drawable(point)) continue;
    const double x = work.frame.x(point.x);
    outline.spots.push_back({x, y});
    y = work.frame.y(point.y);
    outline.spots.push_back({x, y});
  }
  if (outline.spots.empty()) return;
  outline.spots.push_back({outline.spots.back().x, work.frame.y(0)});
  outline.is_closed = true;
  outline.name = work.series.name;
  work.shapes.push_back(std::move(outline));
}

}  // namespace

double bar_opacity(SeriesKind kind) { return kind == SeriesKind::steps ? 0.25 : 1; }

void add_series(const Chart& chart, std::size_t series, const ChartFrame& frame,
                std::vector<DrawnShape>& shapes) {
  const SeriesAtWork work{chart, chart.series[series], frame, colour_of(chart, series), shapes};
  switch (work.series.kind) {
    case SeriesKind::line:
      return add_line(work);
    case SeriesKind::points:
      return add_points(work);
    case SeriesKind::bars:
      return add_bars(work);
    case SeriesKind::steps:
      return add_steps(work);
  }
}

}  // namespace zeroth::host
