#include "host/report/write_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "host/base/problem.h"
#include "host/record/time_stamp.h"
#include "host/report/group_runs.h"
#include "host/report/map_charts.h"
#include "host/report/paper_tables.h"
#include "host/report/printed_paper.h"
#include "host/report/report_charts.h"
#include "host/report/report_folder.h"
#include "host/report/report_json.h"
#include "host/report/report_page.h"
#include "host/report/report_text.h"
#include "host/report/table_cells.h"
#include "host/report/table_csv.h"

namespace zeroth::host {
namespace {

[[noreturn]] void fail_without_runs(const std::vector<LeftOutRun>& left_out) {
  const bool damaged = std::any_of(left_out.begin(), left_out.end(),
                                   [](const LeftOutRun& one) { return one.damaged; });
  throw Failure(
      damaged ? Exit::bad_data : Exit::no_input,
      {left_out.size() == 1 ? "the run cannot be in a report"
                            : fmt::format("none of {} can be in a report", left_out.size()),
       "zeroth report", left_out_lines(left_out),
       "name finished runs: `zeroth runs` says what has become of each"});
}

/// Tables of all groups, one after the other.
std::string text_of_tables(
    const ReportTables& tables,
    const std::function<std::string(const ReportTable&, std::size_t)>& text_of) {
  std::string text;
  for (std::size_t i = 0; i < tables.groups.size(); ++i) {
    const std::string one = text_of(tables.groups[i], i + 1);
    if (!text.empty() && !one.empty()) text += "\n";
    text += one;
  }
  return text;
}

void add_tables(ReportFiles& files, const ReportData& data, const ReportTables& tables) {
  files.emplace_back("tables/table.md", text_of_tables(tables, [&](const auto& table, auto number) {
                       return markdown_of(main_table(data, table, number, TableWidth::wide));
                     }));
  files.emplace_back("tables/table.tex",
                     latex_preamble() + text_of_tables(tables, [&](const auto& table, auto number) {
                       return latex_of(main_table(data, table, number, TableWidth::paper));
                     }));
  files.emplace_back("tables/table.csv", table_csv(data, tables));
  files.emplace_back("tables/runs.csv", runs_csv(data));
}

void add_pairs(ReportFiles& files, const ReportData& data, const ReportTables& tables) {
  const bool any =
      std::any_of(tables.groups.begin(), tables.groups.end(),
                  [](const ReportTable& one) { return !one.pairs.empty() && one.main; });
  if (!any) return;
  const auto pairs_of = [&](const auto& write) {
    return text_of_tables(tables, [&](const ReportTable& table, std::size_t number) {
      if (table.pairs.empty() || !table.main) return std::string();
      return write(pairs_table(data, table, number));
    });
  };
  files.emplace_back("tables/differences.md", pairs_of(markdown_of));
  files.emplace_back("tables/differences.tex", latex_preamble() + pairs_of(latex_of));
  files.emplace_back("tables/differences.csv", pairs_csv(data, tables));
}

void add_optimism(ReportFiles& files, const ReportTables& tables) {
  if (tables.optimism.empty()) return;
  const PrintedTable printed = optimism_table(tables.optimism);
  files.emplace_back("tables/optimism.md", markdown_of(printed));
  files.emplace_back("tables/optimism.tex", latex_preamble() + latex_of(printed));
  files.emplace_back("tables/optimism.csv", optimism_csv(tables));
}

void add_charts(ReportFiles& files, const ReportPage& page) {
  for (const auto& charts : page.charts) {
    for (const Chart& one : charts) add_chart_files(one, files);
  }
  for (const Chart& one : page.maps) add_chart_files(one, files);
}

std::string bibliography_of(const std::vector<ReportReference>& references) {
  std::string text;
  for (const ReportReference& one : references) {
    // BibTeX ignores what stands between entries.
    text += fmt::format("% {}\n{}\n", fmt::join(one.used_by, ", "), one.bibtex);
  }
  return text;
}

}  // namespace

WrittenReport write_report(const ReportRequest& request, Progress& progress, std::size_t columns) {
  {
    const NewPlace place(request.out, rule_of_reports(request.out));
  }  // before anything takes long
  const PageTemplates templates =
      request.templates.empty() ? page_templates() : page_templates(request.templates);
  ReportData data = read_report_data(request.directories, request.left_out, progress);
  if (data.groups.empty()) fail_without_runs(data.left_out);
  for (const std::string& line : left_out_lines(data.left_out)) {
    progress.warning("left out: " + line);
  }
  const ReportTables tables = tables_of(data, request.tables, progress);
  const std::vector<MapPoints> maps = report_maps(data, tables, request.maps, progress);
  const std::vector<PaperTable> papers = paper_tables(request.papers, data);
  ReportFiles files;
  add_tables(files, data, tables);
  add_pairs(files, data, tables);
  add_optimism(files, tables);
  add_paper_files(papers, files);
  const std::vector<std::vector<Chart>> charts = charts_of(data, tables);
  ReportPage page{data, tables, charts};
  page.made = time_stamp();
  page.references = request.references;
  for (std::size_t i = 0; i < maps.size(); ++i) page.maps.push_back(map_chart(maps[i], i + 1));
  for (const PaperTable& paper : papers) page.papers.push_back(printed_paper(paper));
  add_charts(files, page);
  files.emplace_back("index.html", page_of(page, templates));
  files.emplace_back("references.bib", bibliography_of(request.references));
  WrittenReport written{report_json(data, tables), report_text(data, tables, columns)};
  written.document["papers"] = json_of(papers);
  written.text += paper_text(papers) + place_text(data, request.out);
  write_report_folder(request.out, files, written.document);
  return written;
}

}  // namespace zeroth::host
