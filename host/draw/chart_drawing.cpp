#include "host/draw/chart_drawing.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/draw/series_shapes.h"
#include "host/draw/text_width.h"

namespace zeroth::host {
namespace {

constexpr double kKeyWidth = 22, kKeyGap = 8, kItemGap = 20;

DrawnPath line_of(Spot from, Spot to, Colour colour) { return {{from, to}, colour, {}}; }

void add_titles(const Chart& chart, const ChartFrame& frame, Drawing& drawing) {
  double y = kChartEdge + kChartTitle;
  for (const std::string& line : frame.title_lines()) {
    drawing.shapes.push_back(DrawnText{{kChartEdge, y}, line, TextAnchor::start, kChartTitle});
    y += kChartLine;
  }
  const PlotArea& area = frame.area();
  const double most = drawing.width - 2 * kChartEdge;
  if (!chart.y.title.empty()) {
    drawing.shapes.push_back(DrawnText{{kChartEdge, frame.y_title_at()},
                                       cut_to_width(chart.y.title, kChartText, most),
                                       TextAnchor::start,
                                       kChartText,
                                       {Ink::quiet}});
  }
  y = frame.x_title_at();
  for (const std::string& line : frame.x_title_lines()) {
    drawing.shapes.push_back(DrawnText{
        {(area.left + area.right) / 2, y}, line, TextAnchor::middle, kChartText, {Ink::quiet}});
    y += kChartLine;
  }
}

void add_y_axis(const Chart& chart, const ChartFrame& frame, Drawing& drawing) {
  const PlotArea& area = frame.area();
  for (const AxisTick& tick : frame.y_ticks()) {
    const double y = frame.y(tick.at);
    if (!chart.y.has_names()) {
      drawing.shapes.push_back(line_of({area.left, y}, {area.right, y}, {Ink::grid}));
    }
    drawing.shapes.push_back(
        DrawnText{{area.left - 6, y + 4}, tick.text, TextAnchor::end, kChartText});
  }
}

void add_x_axis(const ChartFrame& frame, Drawing& drawing) {
  const PlotArea& area = frame.area();
  drawing.shapes.push_back(
      line_of({area.left, area.bottom}, {area.right, area.bottom}, {Ink::quiet}));
  for (const AxisTick& tick : frame.x_ticks()) {
    const double x = frame.x(tick.at);
    if (frame.has_turned_names()) {
      drawing.shapes.push_back(DrawnText{
          {x + 4, area.bottom + 6}, tick.text, TextAnchor::end, kChartText, {Ink::text}, true});
      continue;
    }
    drawing.shapes.push_back(line_of({x, area.bottom}, {x, area.bottom + 4}, {Ink::quiet}));
    drawing.shapes.push_back(
        DrawnText{{x, area.bottom + 6 + kChartText}, tick.text, TextAnchor::middle, kChartText});
  }
}

/// A text beside a mark stays within the drawing.
Spot text_spot(const DrawnText& text, double x, double y, double width) {
  const double half = text_width(text.text, text.size) / 2;
  return {std::clamp(x, kChartEdge + half, std::max(kChartEdge + half, width - kChartEdge - half)),
          y};
}

void add_marks(const Chart& chart, const ChartFrame& frame, Drawing& drawing) {
  const PlotArea& area = frame.area();
  for (const ChartMark& mark : chart.marks) {
    const double at = mark.is_on_x ? frame.x(mark.at) : frame.y(mark.at);
    DrawnPath line = mark.is_on_x ? line_of({at, area.top}, {at, area.bottom}, {Ink::quiet})
                                  : line_of({area.left, at}, {area.right, at}, {Ink::quiet});
    line.dashes = {4, 3};
    line.tip = mark.text;
    drawing.shapes.push_back(std::move(line));
    DrawnText text{{},
                   cut_to_width(mark.text, kChartText, drawing.width - 2 * kChartEdge),
                   TextAnchor::middle,
                   kChartText,
                   {Ink::quiet}};
    if (mark.is_on_x) {
      text.spot = text_spot(text, at, frame.mark_texts_at(), drawing.width);
    } else {
      text.anchor = TextAnchor::end;
      text.spot = {area.right - 4, at - 4};
    }
    if (!text.text.empty()) drawing.shapes.push_back(std::move(text));
  }
}

void add_matrix(const Chart& chart, const ChartFrame& frame, Drawing& drawing) {
  const std::size_t columns = chart.x.names.size();
  const double width = frame.slot_width();
  const double height =
      (frame.area().bottom - frame.area().top) / static_cast<double>(chart.y.names.size());
  const double most = 100;
  for (std::size_t i = 0; i < chart.matrix->values.size(); ++i) {
    const double value = chart.matrix->values[i];
    if (!std::isfinite(value)) continue;
    const double x = frame.area().left + width * static_cast<double>(i % columns);
    const double y = frame.area().top + height * static_cast<double>(i / columns);
    // Half covered at most, so that the number in it can be read on light paper and on dark.
    const Colour fill{Ink::series, 0, 0.55 * std::clamp(value / most, 0.0, 1.0)};
    DrawnPath cell{
        {{x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}}, {Ink::grid}, fill};
    cell.is_closed = true;
    cell.tip = fmt::format("{} \xE2\x86\x92 {}: {:.1f}", chart.y.names[i / columns],
                           chart.x.names[i % columns], value);
    drawing.shapes.push_back(std::move(cell));
    const std::string text = fmt::format("{:.0f}", value);
    if (value < 0.5 || text_width(text, kChartText) + 4 > width || height < kChartText) continue;
    drawing.shapes.push_back(
        DrawnText{{x + width / 2, y + height / 2 + 4}, text, TextAnchor::middle, kChartText});
  }
}

void add_key(const Chart& chart, std::size_t series, double x, double y, Drawing& drawing) {
  const ChartSeries& one = chart.series[series];
  const std::size_t number = colour_of(chart, series);
  const Colour colour{Ink::series, number};
  if (one.kind == SeriesKind::points) {
    drawing.shapes.push_back(DrawnMarkers{{{x + kKeyWidth / 2, y}}, marker_of(number), colour, 8});
  } else if (one.kind == SeriesKind::line) {
    DrawnPath key = line_of({x, y}, {x + kKeyWidth, y}, colour);
    key.width = 2;
    key.dashes = dashes_of(number);
    drawing.shapes.push_back(std::move(key));
  } else {
    DrawnPath key{{{x + 6, y - 5}, {x + 16, y - 5}, {x + 16, y + 5}, {x + 6, y + 5}},
                  colour,
                  {Ink::series, number, bar_opacity(one.kind)}};
    key.is_closed = true;
    drawing.shapes.push_back(std::move(key));
  }
}

void add_legend(const Chart& chart, const ChartFrame& frame, Drawing& drawing) {
  double y = frame.legend_at();
  const double most = drawing.width - 2 * kChartEdge;
  for (const auto& line : frame.legend()) {
    double x = kChartEdge;
    for (const std::size_t series : line) {
      const std::string& name = chart.series[series].name;
      add_key(chart, series, x, y - 4, drawing);
      drawing.shapes.push_back(DrawnText{{x + kKeyWidth + kKeyGap, y},
                                         cut_to_width(name, kChartText, most - kKeyWidth - kKeyGap),
                                         TextAnchor::start,
                                         kChartText});
      x += legend_width(name, most) + kItemGap;
    }
    y += kChartLine;
  }
}

/// A matrix is as high as its rows need.
ChartLook fitting(const Chart& chart, ChartLook look) {
  constexpr double kRow = 24;
  if (chart.matrix) look.plot_height = kRow * static_cast<double>(chart.y.names.size());
  return look;
}

}  // namespace

Drawing draw(const Chart& chart, const ChartLook& look) {
  const ChartFrame frame(chart, fitting(chart, look));
  Drawing drawing{look.width, frame.height(), chart.title, chart.about, {}, frame.area()};
  add_titles(chart, frame, drawing);
  add_y_axis(chart, frame, drawing);
  if (chart.matrix) add_matrix(chart, frame, drawing);
  add_x_axis(frame, drawing);
  add_marks(chart, frame, drawing);
  for (std::size_t i = 0; i < chart.series.size(); ++i) {
    add_series(chart, i, frame, drawing.shapes);
  }
  add_legend(chart, frame, drawing);
  return drawing;
}

}  // namespace zeroth::host
