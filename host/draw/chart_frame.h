#pragma once

#include <string>
#include <vector>

#include "host/draw/axis_scale.h"
#include "host/draw/chart.h"
#include "host/draw/drawing.h"

namespace zeroth::host {

/// How large a chart is drawn, in pixels. The height follows from what stands around the plot.
struct ChartLook {
  double width = 480;
  double plot_height = 230;
  bool has_title = false;  ///< whether its title stands above it
};

/// Sizes of the parts of a drawn chart: its texts, a line of them, what stays free around it.
constexpr double kChartText = 12, kChartTitle = 14, kChartLine = 17, kChartEdge = 8;

/// A value beside an axis and how it is written.
struct AxisTick {
  double at = 0;
  std::string text;
};

/// The places of everything around and within the plot of a chart.
class ChartFrame {
 public:
  ChartFrame(const Chart& chart, const ChartLook& look);

  const PlotArea& area() const { return area_; }
  double height() const { return height_; }
  double x(double value) const;
  double y(double value) const;
  /// Pixels that a category takes.
  double slot_width() const { return (area_.right - area_.left) / (x_.high() - x_.low()); }

  const std::vector<std::string>& title_lines() const { return title_lines_; }
  const std::vector<std::string>& x_title_lines() const { return x_title_lines_; }
  const std::vector<AxisTick>& x_ticks() const { return x_ticks_; }
  const std::vector<AxisTick>& y_ticks() const { return y_ticks_; }
  bool has_turned_names() const { return has_turned_names_; }
  /// Base lines.
  double y_title_at() const { return y_title_at_; }
  double mark_texts_at() const { return area_.top - 5; }
  double x_title_at() const { return x_title_at_; }
  double legend_at() const { return legend_at_; }
  /// Series of the legend by its lines.
  const std::vector<std::vector<std::size_t>>& legend() const { return legend_; }

 private:
  void choose_y_ticks(const Chart& chart);
  void choose_x_ticks(const Chart& chart);
  void choose_legend(const Chart& chart, double width);
  double x_tick_room() const;

  AxisScale x_, y_;
  bool has_rows_;  ///< categories along y are read from the top
  PlotArea area_;
  std::vector<std::string> title_lines_, x_title_lines_;
  std::vector<AxisTick> x_ticks_, y_ticks_;
  bool has_turned_names_ = false;
  double y_title_at_ = 0, x_title_at_ = 0, legend_at_ = 0, height_ = 0;
  std::vector<std::vector<std::size_t>> legend_;
};

/// Pixels that a series takes in the legend.
double legend_width(const std::string& name, double most);

}  // namespace zeroth::host
