#include "host/report/report_charts.h"

#include <iterator>
#include <utility>

#include "host/draw/chart_csv.h"
#include "host/draw/chart_drawing.h"
#include "host/draw/chart_pgfplots.h"
#include "host/draw/drawing_pdf.h"
#include "host/draw/drawing_svg.h"
#include "host/report/class_charts.h"
#include "host/report/cost_charts.h"
#include "host/report/gate_charts.h"
#include "host/report/learning_charts.h"
#include "host/report/seen_unseen_curve.h"

namespace zeroth::host {

std::vector<std::vector<Chart>> charts_of(const ReportData& data, const ReportTables& tables) {
  std::vector<std::vector<Chart>> all;
  for (std::size_t i = 0; i < tables.groups.size(); ++i) {
    const ReportTable& table = tables.groups[i];
    const ReportGroup& group = data.groups[table.group];
    std::vector<Chart> charts;
    for (const auto& build :
         {seen_unseen_charts, cost_charts, learning_charts, class_charts, gate_charts}) {
      std::vector<Chart> some = build(group, table, i + 1);
      std::move(some.begin(), some.end(), std::back_inserter(charts));
    }
    all.push_back(std::move(charts));
  }
  return all;
}

std::string chart_file(const Chart& chart, const char* extension) {
  return "figures/" + chart.id + "." + extension;
}

void add_chart_files(const Chart& chart, ReportFiles& files) {
  ChartLook titled;
  titled.has_title = true;
  files.emplace_back(chart_file(chart, "csv"), chart_csv(chart));
  files.emplace_back(chart_file(chart, "svg"), svg_of(draw(chart, titled), SvgColours::own).file());
  files.emplace_back(chart_file(chart, "pdf"), pdf_of(draw(chart)));  // its caption has the title
  files.emplace_back(chart_file(chart, "tex"), chart_pgfplots(chart));
}

}  // namespace zeroth::host
