#include <fmt/format.h>

#include <utility>

#include "host/draw/chart_csv.h"
#include "host/runs/metric_lines.h"
#include "host/runs/units.h"
#include "host/watch/page_parts.h"
#include "host/watch/run_charts.h"
#include "host/watch/watch_pages.h"

namespace zeroth::host {
namespace {

PageData fact(const char* what, std::string is) {
  PageData data;
  data.set("what", what);
  data.set("is", std::move(is));
  return data;
}

PageData facts_of(const RunSummary& run, const std::vector<Json>& lines) {
  PageData facts{PageData::type::list};
  const auto add = [&](const char* what, std::string is) {
    if (!is.empty()) facts.push_back(fact(what, std::move(is)));
  };
  for (const auto& [name, value] : run.figures) {
    if (name == "U" || name == "S" || name == "H" || name == "T1" || name == "AUSUC")
      add(name.c_str(), fmt::format("{:.1f} %", value));
  }
  if (run.figures.empty()) add("Latest figures in %", latest_figures(lines));
  add("Pipeline", run.pipeline_name);
  add("Recipe", run.recipe);
  add("Protocol", run.protocol);
  add("Setting", run.setting);
  add("Seed", run.seed ? std::to_string(*run.seed) : "");
  add("Data", run.data);
  add("Began", minute_of(run.start));
  add("Ended", minute_of(run.end));
  add("Took", run.seconds > 0 ? span_text(run.seconds) : "");
  add("By", run.user.empty() ? "" : run.user + " on " + run.host);
  add("Worked on by", run.holder);
  add("Size", size_text(run.size));
  add("Directory", run.path.string());
  return facts;
}

PageData chart_data(const Chart& chart) {
  const ChartTable table = chart_table(chart);
  PageData data, rows{PageData::type::list};
  for (const auto& row : table.rows) {
    PageData cells;
    cells.set("cells", list_of(row));
    rows.push_back(cells);
  }
  data.set("id", "values-" + chart.id);
  data.set("title", chart.title);
  data.set("chart", svg_text(chart));
  data.set("head", list_of(table.head));
  data.set("rows", rows);
  return data;
}

}  // namespace

std::string run_page(const std::string& folder, const RunSummary& run, bool has_report) {
  const std::vector<Json> lines = metric_lines(run.path / "metrics.jsonl");
  PageData data, charts{PageData::type::list};
  const std::vector<Chart> all = charts_of_run(lines);
  for (const Chart& one : all) charts.push_back(chart_data(one));
  data.set("name", run.name);
  data.set("state", name_of(run.state));
  add_progress(data, run, lines);
  const std::string& problem = run.problem.empty() ? run.error : run.problem;
  if (!problem.empty()) data.set("problem", problem);
  set_flag(data, "has_report", has_report);
  data.set("report", report_path(run.name));
  data.set("facts", facts_of(run, lines));
  set_flag(data, "has_charts", !all.empty());
  data.set("charts", charts);
  return filled_run(run.name + ", " + folder, data);
}

}  // namespace zeroth::host
