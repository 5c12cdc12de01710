#include "host/explain/sensitivity_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "host/draw/chart_drawing.h"
#include "host/draw/drawing_svg.h"
#include "host/draw/html_page.h"

namespace zeroth::host {
namespace {

constexpr const char* kDrawnFigures[] = {"U", "S", "H", "T1"};

std::string text_of(const Json& document, const char* key) {
  return document.at(key).get<std::string>();
}

std::string heading_of(const Json& curve) {
  const std::string title = text_of(curve, "title"), help = text_of(curve, "help");
  return help.empty() ? title : title + ": " + help;
}

bool is_own(const Json& curve, const Json& point) { return curve.at("own") == point.at("value"); }

std::vector<std::string> cells_of(const Json& curve, const Json& point) {
  std::vector<std::string> cells = {fmt::format("{:.4g}", point.at("value").get<double>())};
  for (const char* figure : kDrawnFigures) {
    cells.push_back(fmt::format("{:.1f}", point.at(figure).get<double>()));
  }
  cells.emplace_back(is_own(curve, point) ? "the run" : "");
  return cells;
}

Svg chart_of(const Json& curve) {
  const std::string help = text_of(curve, "help"), setting = text_of(curve, "setting");
  Chart chart{"",
              text_of(curve, "title"),
              "",
              {help.empty() ? setting : help},
              {"%", 0, 100},
              {},
              {{curve.at("own").get<double>(), "the run"}}};
  for (const char* name : kDrawnFigures) {
    ChartSeries line{name};
    for (const Json& point : curve.at("points")) {
      line.points.push_back({point.at("value").get<double>(), point.at(name).get<double>()});
    }
    chart.series.push_back(std::move(line));
  }
  ChartLook look;
  look.has_title = true;
  return svg_of(draw(chart, look), SvgColours::own);
}

Svg drawing_of(const Json& report) {
  constexpr double kHead = 44;
  std::vector<Svg> charts;
  double width = 0, height = kHead;
  for (const Json& curve : report.at("curves")) {
    charts.push_back(chart_of(curve));
    width = std::max(width, charts.back().width());
    height += charts.back().height();
  }
  const std::string title = "Sensitivity of " + text_of(report, "pipeline");
  Svg all(width, height, title);
  all.add("rect", {{"width", width}, {"height", height}, {"fill", "#ffffff"}});
  all.add_text(title, {{"x", 12}, {"y", 18}, {"font-size", 16}});
  all.add_text(
      "computed on the test set, from stored scores, nothing trained anew: counts as looking at it",
      {{"x", 12}, {"y", 36}, {"font-size", 11}});
  double y = kHead;
  for (const Svg& chart : charts) {
    all.add(chart, 0, y);
    y += chart.height();
  }
  return all;
}

}  // namespace

std::string sensitivity_text(const Json& report) {
  std::string text = text_of(report, "pipeline") + ": " + text_of(report, "note") + "\n";
  for (const Json& curve : report.at("curves")) {
    text += fmt::format("\n{}\n  {:>10}{:>8}{:>8}{:>8}{:>8}\n", heading_of(curve), "value", "U",
                        "S", "H", "T1");
    for (const Json& point : curve.at("points")) {
      const auto cells = cells_of(curve, point);
      text += fmt::format("  {:>10}{:>8}{:>8}{:>8}{:>8}{}{}\n", cells[0], cells[1], cells[2],
                          cells[3], cells[4], cells[5].empty() ? "" : "  ", cells[5]);
    }
  }
  if (!report.at("left_out").empty()) text += "\nleft out\n";
  for (const Json& line : report.at("left_out")) text += "  " + line.get<std::string>() + "\n";
  return text;
}

std::string sensitivity_svg(const Json& report) { return drawing_of(report).file(); }

std::string sensitivity_page(const Json& report) {
  std::string body =
      "<p>Accuracies in percent as one setting of inference moves and the others stay as in the "
      "run "
      "<code>" +
      markup(text_of(report, "run_dir")) +
      "</code>: U and S averaged per class over unseen and seen test images, H their harmonic "
      "mean, "
      "T1 when only unseen classes are possible. The dashed line is the run itself.</p>\n"
      "<p class=\"note\">" +
      markup(text_of(report, "note")) + "</p>\n";
  for (const Json& curve : report.at("curves")) {
    std::vector<std::vector<std::string>> rows;
    for (const Json& point : curve.at("points")) rows.push_back(cells_of(curve, point));
    body += "<div>" + chart_of(curve).element() + "</div>\n" +
            html_table({"value", "U", "S", "H", "T1", ""}, rows);
  }
  if (!report.at("left_out").empty()) body += "<h2>Left out</h2>\n";
  for (const Json& line : report.at("left_out")) {
    body += "<p>" + markup(line.get<std::string>()) + "</p>\n";
  }
  return html_page("Sensitivity of " + text_of(report, "pipeline"), body);
}

}  // namespace zeroth::host
