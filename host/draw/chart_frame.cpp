#include "host/draw/chart_frame.h"

#include <algorithm>

#include "host/draw/text_width.h"

namespace zeroth::host {
namespace {

constexpr double kTickGap = 6;        // between a plot and the numbers beside it
constexpr double kTextGap = 10;       // between two texts that stand beside each other
constexpr double kLongestName = 130;  // of a category, in pixels
constexpr double kLegendKey = 30;     // the sign of a series and the gap behind it
constexpr double kPointRoom = 0.06;   // of an axis, beside points that stand alone

AxisValues x_values(const Chart& chart) {
  AxisValues values;
  for (const ChartSeries& series : chart.series) {
    for (const ChartPoint& point : series.points) values.add(point.x);
  }
  for (const ChartMark& mark : chart.marks) {
    if (mark.is_on_x) values.add(mark.at);
  }
  return values;
}

AxisValues y_values(const Chart& chart) {
  AxisValues values;
  for (const ChartSeries& series : chart.series) {
    const bool from_zero = series.kind == SeriesKind::bars || series.kind == SeriesKind::steps;
    if (from_zero) values.add(0);
    for (const ChartPoint& point : series.points) {
      values.add(point.y);
      values.add(point.low);
      values.add(point.high);
    }
  }
  for (const ChartMark& mark : chart.marks) {
    if (!mark.is_on_x) values.add(mark.at);
  }
  return values;
}

bool has_lone_points(const Chart& chart) {
  return std::any_of(chart.series.begin(), chart.series.end(),
                     [](const ChartSeries& one) { return one.kind == SeriesKind::points; });
}

/// The same at both ends would put points of a percentage beyond it.
AxisScale x_scale(const Chart& chart) {
  return {chart.x, x_values(chart), has_lone_points(chart) ? kPointRoom : 0};
}
AxisScale y_scale(const Chart& chart) { return {chart.y, y_values(chart), 0.04}; }

std::vector<AxisTick> names_as_ticks(const std::vector<std::string>& names) {
  std::vector<AxisTick> ticks;
  for (std::size_t i = 0; i < names.size(); ++i) {
    ticks.push_back({static_cast<double>(i), cut_to_width(names[i], kChartText, kLongestName)});
  }
  return ticks;
}

double widest(const std::vector<AxisTick>& ticks) {
  double most = 0;
  for (const AxisTick& one : ticks) most = std::max(most, text_width(one.text, kChartText));
  return most;
}

}  // namespace

double legend_width(const std::string& name, double most) {
  return kLegendKey + text_width(cut_to_width(name, kChartText, most - kLegendKey), kChartText);
}

ChartFrame::ChartFrame(const Chart& chart, const ChartLook& look)
    : x_(x_scale(chart)), y_(y_scale(chart)), has_rows_(chart.y.has_names()) {
  choose_y_ticks(chart);
  area_.left = kChartEdge + (y_ticks_.empty() ? 0 : widest(y_ticks_) + kTickGap);
  area_.right = look.width - kChartEdge - kTextGap;
  double y = kChartEdge;
  if (look.has_title) {
    title_lines_ = lines_within(chart.title, kChartTitle, look.width - 2 * kChartEdge);
    y += kChartLine * static_cast<double>(title_lines_.size()) + 4;
  }
  if (!chart.y.title.empty()) y_title_at_ = y += kChartLine;
  const bool has_mark_texts = std::any_of(chart.marks.begin(), chart.marks.end(),
                                          [](const ChartMark& one) { return one.is_on_x; });
  area_.top = y + (has_mark_texts ? kChartLine : 0) + kTextGap;
  area_.bottom = area_.top + look.plot_height;
  choose_x_ticks(chart);
  y = area_.bottom + x_tick_room();
  x_title_lines_ = lines_within(chart.x.title, kChartText, area_.right - area_.left);
  x_title_at_ = y + kChartText;
  y += kChartLine * static_cast<double>(x_title_lines_.size());
  choose_legend(chart, look.width - 2 * kChartEdge);
  legend_at_ = y + kChartLine;
  y += legend_.empty() ? 0 : kChartLine * static_cast<double>(legend_.size()) + 4;
  height_ = std::ceil(y + kChartEdge);
  area_.x_low = x_.low();
  area_.x_high = x_.high();
  area_.y_low = y_.low();
  area_.y_high = y_.high();
  area_.x_is_logarithmic = x_.is_logarithmic();
  area_.y_is_logarithmic = y_.is_logarithmic();
  area_.x_title = chart.x.title;
  area_.y_title = chart.y.title;
}

double ChartFrame::x(double value) const {
  return area_.left + x_.share(value) * (area_.right - area_.left);
}

double ChartFrame::y(double value) const {
  const double height = area_.bottom - area_.top;
  return has_rows_ ? area_.top + y_.share(value) * height : area_.bottom - y_.share(value) * height;
}

void ChartFrame::choose_y_ticks(const Chart& chart) {
  if (chart.y.has_names()) {
    y_ticks_ = names_as_ticks(chart.y.names);
    return;
  }
  for (const double at : y_.ticks(5)) y_ticks_.push_back({at, tick_text(at)});
}

/// As many numbers as have room beside each other; names lengthwise, else upright, else none.
void ChartFrame::choose_x_ticks(const Chart& chart) {
  if (chart.x.has_names()) {
    x_ticks_ = names_as_ticks(chart.x.names);
    has_turned_names_ = widest(x_ticks_) + kTextGap > slot_width();
    if (has_turned_names_ && slot_width() < kChartText + 3) x_ticks_.clear();
    return;
  }
  for (int wanted = 7; wanted > 1; --wanted) {
    x_ticks_.clear();
    for (const double at : x_.ticks(wanted)) x_ticks_.push_back({at, tick_text(at)});
    const double pixels = area_.right - area_.left;
    bool has_room = true;
    for (std::size_t i = 0; i + 1 < x_ticks_.size(); ++i) {
      const double apart = (x_.share(x_ticks_[i + 1].at) - x_.share(x_ticks_[i].at)) * pixels;
      has_room &= apart > (text_width(x_ticks_[i].text, kChartText) +
                           text_width(x_ticks_[i + 1].text, kChartText)) /
                                  2 +
                              kTextGap;
    }
    if (has_room) return;
  }
}

double ChartFrame::x_tick_room() const {
  if (x_ticks_.empty()) return kTickGap;
  return kTickGap + (has_turned_names_ ? widest(x_ticks_) : kChartText) + kTickGap;
}

void ChartFrame::choose_legend(const Chart& chart, double width) {
  double left = 0;
  for (std::size_t i = 0; i < chart.series.size(); ++i) {
    const ChartSeries& one = chart.series[i];
    if (!one.is_in_legend || one.name.empty()) continue;
    const double wide = legend_width(one.name, width) + 2 * kTextGap;
    if (legend_.empty() || wide - 2 * kTextGap > left) {
      legend_.emplace_back();
      left = width;
    }
    legend_.back().push_back(i);
    left -= wide;
  }
}

}  // namespace zeroth::host
