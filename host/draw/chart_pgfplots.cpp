#include "host/draw/chart_pgfplots.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/draw/axis_scale.h"
#include "host/draw/latex_text.h"
#include "host/draw/palette.h"

namespace zeroth::host {
namespace {

// A document of its own only where none has begun.
constexpr const char* kHead = R"(\ifdefined\pgfplotsset\else
  \documentclass{article}
  \usepackage{pgfplots}
  \pgfplotsset{compat=1.16}
  \pagestyle{empty}
  \def\zerothchartends{\end{document}}
  \begin{document}
\fi
\begin{tikzpicture}
)";
constexpr const char* kFoot = R"(\end{axis}
\end{tikzpicture}
\ifdefined\zerothchartends\expandafter\zerothchartends\fi
)";

std::string pgf_number(double value) { return fmt::format("{:.10g}", value); }

std::string colour_name(std::size_t series) {
  return fmt::format("zeroth{}", static_cast<char>('A' + series % kSeriesColours));
}

std::string colours() {
  std::string text;
  for (std::size_t i = 0; i < kSeriesColours; ++i) {
    text += fmt::format("\\definecolor{{{}}}{{HTML}}{{{}}}\n", colour_name(i),
                        hex_of({Ink::series, i}).substr(1));
  }
  return text;
}

std::string dash_pattern(std::size_t series) {
  std::string pattern;
  bool is_on = true;
  for (const double length : dashes_of(series)) {
    pattern += fmt::format("{} {}pt ", is_on ? "on" : "off", pgf_number(length));
    is_on = !is_on;
  }
  return pattern.empty() ? "" : ", dash pattern=" + pattern.substr(0, pattern.size() - 1);
}

const char* mark_of(std::size_t series) {
  static constexpr const char* kMarks[] = {"*", "square*", "triangle*", "diamond*", "otimes*", "x"};
  return kMarks[series % std::size(kMarks)];
}

/// Categories: where they stand and what they are called.
std::string names_of(const char* axis, const std::vector<std::string>& names) {
  std::string places, texts;
  for (std::size_t i = 0; i < names.size(); ++i) {
    places += (i == 0 ? "" : ",") + std::to_string(i);
    texts += (i == 0 ? "{" : ",{") + latex_text(names[i]) + "}";
  }
  return fmt::format("  {0}tick={{{1}}}, {0}ticklabels={{{2}}}, {0}min=-0.5, {0}max={3},\n", axis,
                     places, texts, pgf_number(static_cast<double>(names.size()) - 0.5));
}

/// So many names have room beside an axis of a picture in a column of text.
constexpr std::size_t kMostNames = 40;

std::string axis_options(const char* name, const ChartAxis& axis) {
  std::string text = fmt::format("  {}label={{{}}},\n", name, latex_text(axis.title));
  if (axis.has_names()) {
    text += axis.names.size() <= kMostNames ? names_of(name, axis.names)
                                            : fmt::format("  {}tick=\\empty,\n", name);
  }
  if (axis.low && !axis.logarithmic)
    text += fmt::format("  {}min={},\n", name, pgf_number(*axis.low));
  if (axis.high && !axis.logarithmic) {
    text += fmt::format("  {}max={},\n", name, pgf_number(*axis.high));
  }
  if (axis.logarithmic) text += fmt::format("  {}mode=log,\n", name);
  return text;
}

/// Above the plot, where no names of categories are; below it nobody knows how much room these
/// take.
std::string legend_options(const Chart& chart) {
  constexpr std::size_t kShort = 24;  // letters of a name that has room for another beside it
  const bool is_short =
      std::all_of(chart.series.begin(), chart.series.end(),
                  [](const ChartSeries& one) { return one.name.size() <= kShort; });
  const bool has_mark_text = std::any_of(chart.marks.begin(), chart.marks.end(),
                                         [](const ChartMark& one) { return one.is_on_x; });
  return fmt::format(
      "  legend style={{draw=none, font=\\small, at={{(0.5,{})}}, anchor=south}},\n"
      "  legend columns={}, legend cell align=left,\n",
      has_mark_text ? 1.12 : 1.03, is_short ? 3 : 1);
}

std::string options_of(const Chart& chart) {
  std::string text = "\\begin{axis}[\n  width=11cm, height=7cm, axis lines=left, ymajorgrids,\n";
  text += axis_options("x", chart.x) + axis_options("y", chart.y);
  if (chart.x.has_names()) text += "  xticklabel style={rotate=90, anchor=east},\n";
  if (chart.y.has_names()) text += "  y dir=reverse, ymajorgrids=false, axis lines=box,\n";
  text += "  label style={font=\\small}, tick label style={font=\\small},\n";
  return text + legend_options(chart) + "  unbounded coords=jump, clip mode=individual]\n";
}

std::string coordinate(double x, double y) {
  return "(" + pgf_number(x) + "," + (is_drawable(y) ? pgf_number(y) : "nan") + ")";
}

std::string coordinates_of(const ChartSeries& series, bool with_intervals) {
  std::string text;
  for (const ChartPoint& point : series.points) {
    if (!is_drawable(point.x)) continue;
    text += "\n  " + coordinate(point.x, point.y);
    if (with_intervals && is_drawable(point) && point.has_interval()) {
      text += fmt::format(" += (0,{}) -= (0,{})", pgf_number(point.high - point.y),
                          pgf_number(point.y - point.low));
    }
  }
  return text;
}

std::string band_of(const ChartSeries& series, const std::string& colour) {
  std::string above, below;
  for (const ChartPoint& point : series.points) {
    if (!is_drawable(point) || !point.has_interval()) continue;
    above += "\n  " + coordinate(point.x, point.high);
    below = "\n  " + coordinate(point.x, point.low) + below;
  }
  if (above.empty()) return "";
  return fmt::format(
      "\\addplot[forget plot, draw=none, fill={}, fill opacity=0.16] coordinates {{{}{}\n}} -- "
      "cycle;\n",
      colour, above, below);
}

std::string style_of(const ChartSeries& series, std::size_t number_of_colour) {
  const std::string colour = colour_name(number_of_colour);
  const std::string bars = ", error bars/.cd, y dir=both, y explicit";
  switch (series.kind) {
    case SeriesKind::line:
      return colour + ", thick, no marks" + dash_pattern(number_of_colour);
    case SeriesKind::points:
      return fmt::format("{}, only marks, mark={}, mark size={}pt{}", colour,
                         mark_of(number_of_colour), series.points.size() > 100 ? 1 : 2, bars);
    case SeriesKind::bars:
      return fmt::format("ybar, bar width=0.8, fill={}, draw=none, area legend{}", colour, bars);
    case SeriesKind::steps:
      return fmt::format("{0}, const plot, fill={0}, fill opacity=0.25, area legend", colour);
  }
  return colour;
}

std::string series_text(const ChartSeries& series, std::size_t number_of_colour) {
  const bool is_histogram = series.kind == SeriesKind::steps;
  std::string text;
  if (series.kind == SeriesKind::line) text += band_of(series, colour_name(number_of_colour));
  const bool is_named = series.is_in_legend && !series.name.empty();
  text += fmt::format("\\addplot[{}{}] coordinates {{{}\n}}{};\n", is_named ? "" : "forget plot, ",
                      style_of(series, number_of_colour),
                      coordinates_of(series, series.kind != SeriesKind::line),
                      is_histogram ? " \\closedcycle" : "");
  if (is_named) text += "\\addlegendentry{" + latex_text(series.name) + "}\n";
  return text;
}

std::string mark_text(const ChartMark& mark) {
  const std::string at = pgf_number(mark.at);
  if (mark.is_on_x) {
    return fmt::format(
        "\\draw[dashed, gray] ({{axis cs:{0},0}}|-{{rel axis cs:0,0}}) -- ({{axis "
        "cs:{0},0}}|-{{rel "
        "axis cs:0,1}}) node[above, font=\\small] {{{1}}};\n",
        at, latex_text(mark.text));
  }
  return fmt::format(
      "\\draw[dashed, gray] ({{rel axis cs:0,0}}|-{{axis cs:0,{0}}}) -- ({{rel axis "
      "cs:1,0}}|-{{axis cs:0,{0}}}) node[above left, font=\\small] {{{1}}};\n",
      at, latex_text(mark.text));
}

/// A matrix: a rectangle a value, as strong as the value, with its number.
std::string matrix_text(const Chart& chart) {
  std::string text = "\\addplot[draw=none, forget plot] coordinates {(0,0)};\n";
  const std::size_t columns = chart.x.names.size();
  for (std::size_t i = 0; i < chart.matrix->values.size(); ++i) {
    const double value = chart.matrix->values[i];
    if (!std::isfinite(value)) continue;
    const auto x = static_cast<double>(i % columns), y = static_cast<double>(i / columns);
    text +=
        fmt::format("\\fill[{}, fill opacity={:.3f}] (axis cs:{},{}) rectangle (axis cs:{},{});\n",
                    colour_name(0), 0.0055 * std::clamp(value, 0.0, 100.0), pgf_number(x - 0.5),
                    pgf_number(y - 0.5), pgf_number(x + 0.5), pgf_number(y + 0.5));
    if (value < 0.5) continue;
    text += fmt::format("\\node[font=\\small] at (axis cs:{},{}) {{{:.0f}}};\n", pgf_number(x),
                        pgf_number(y), value);
  }
  return text;
}

}  // namespace

std::string chart_pgfplots(const Chart& chart) {
  std::string text =
      "% Compiles by itself; \\input gives the picture alone and needs "
      "\\usepackage{pgfplots}.\n% " +
      latex_text(chart.title) + "\n" + kHead + colours() + options_of(chart);
  for (std::size_t i = 0; i < chart.series.size(); ++i) {
    text += series_text(chart.series[i], colour_of(chart, i));
  }
  if (chart.matrix) text += matrix_text(chart);
  for (const ChartMark& mark : chart.marks) text += mark_text(mark);
  return text + kFoot;
}

}  // namespace zeroth::host
