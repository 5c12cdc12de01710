#pragma once

#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace zeroth::host {

/// An axis: of numbers, or of categories that stand at 0, 1, 2 and so on.
struct ChartAxis {
  std::string title;                          ///< with the unit: "H in %"
  std::optional<double> low = {}, high = {};  ///< where it begins and ends; else where values do
  std::vector<std::string> names = {};        ///< of the categories
  bool logarithmic = false;                   ///< of numbers above 0

  bool has_names() const { return !names.empty(); }
};

/// A value, where known with an interval; what is not finite is not drawn.
struct ChartPoint {
  double x = 0, y = 0;
  double low = std::nan(""), high = std::nan("");  ///< of y
  std::string label = {};                          ///< what it is, for whoever points at it

  bool has_interval() const { return std::isfinite(low) && std::isfinite(high); }
};

enum class SeriesKind {
  line,    ///< through its points, with its interval as a band
  points,  ///< each by itself, with its interval as a bar
  bars,    ///< from 0, one a category
  steps,   ///< a histogram: each point holds from its x to that of the next one
};

struct ChartSeries {
  std::string name;
  SeriesKind kind = SeriesKind::line;
  std::vector<ChartPoint> points = {};
  std::optional<std::size_t> colour = {};  ///< number of its colour; else its place in the chart
  bool is_in_legend = true;
};

/// A place of an axis that is marked by a line.
struct ChartMark {
  double at = 0;
  std::string text = {};
  bool is_on_x = true;  ///< whether it is a value of x
};

/// Shares of 100 of rows [y.names, x.names], the first row on top; NaN where there is none.
struct ChartMatrix {
  std::string title;  ///< what a value is: "share of the class's images in %"
  std::vector<double> values;
};

/// A picture of values: what it shows, not how. It can be drawn on a page, as a file, by LaTeX, and
/// be read as a table of numbers. Either series or a matrix.
struct Chart {
  std::string id;     ///< name of its files: letters, digits and dashes
  std::string title;  ///< in a few words
  std::string about;  ///< what is shown, and what it is made of, in sentences
  ChartAxis x = {}, y = {};
  std::vector<ChartSeries> series = {};
  std::vector<ChartMark> marks = {};
  std::optional<ChartMatrix> matrix = {};
};

/// Number of the colour of a series.
inline std::size_t colour_of(const Chart& chart, std::size_t series) {
  return chart.series[series].colour.value_or(series);
}

}  // namespace zeroth::host
