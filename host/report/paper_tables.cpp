#include "host/report/paper_tables.h"

#include <fmt/format.h>

#include <set>
#include <utility>

#include "host/report/paper_records.h"
#include "host/report/paper_report.h"
#include "host/report/printed_paper.h"

namespace zeroth::host {
namespace {

std::string file_of(const PaperTable& table, const char* extension) {
  return fmt::format("tables/paper-{}.{}", table.name, extension);
}

/// Cells that some pipeline makes, and those of them that were run.
std::pair<std::size_t, std::size_t> made_and_run(const PaperTable& table) {
  std::size_t made = 0, run = 0;
  std::set<std::pair<std::string, std::size_t>> known;
  for (const PaperLine& line : table.lines) {
    if (line.source != PaperSource::own) continue;
    for (std::size_t data = 0; data < line.cells.size(); ++data) {
      const PaperLineCell& cell = line.cells[data];
      if (cell.runs.empty() && cell.told.empty()) continue;
      if (!known.emplace(line.row, data).second) continue;
      ++made;
      run += cell.runs.empty() ? 0 : 1;
    }
  }
  return {made, run};
}

}  // namespace

std::vector<PaperTable> paper_tables(const std::vector<Paper>& papers, const ReportData& data) {
  std::vector<PaperTable> tables;
  for (const Paper& paper : papers) tables.push_back(paper_table_of(paper, data));
  return tables;
}

void add_paper_files(const std::vector<PaperTable>& tables, ReportFiles& files) {
  for (const PaperTable& table : tables) {
    const PrintedTable printed = printed_paper(table);
    files.emplace_back(file_of(table, "md"), markdown_of(printed));
    files.emplace_back(file_of(table, "tex"), latex_preamble() + latex_of(printed));
    files.emplace_back(file_of(table, "csv"), csv_of(table));
  }
}

Json json_of(const std::vector<PaperTable>& tables) {
  Json documents = Json::array();
  for (const PaperTable& table : tables) documents.push_back(json_of(table));
  return documents;
}

std::string paper_text(const std::vector<PaperTable>& tables) {
  std::string text;
  for (const PaperTable& table : tables) {
    const auto [made, run] = made_and_run(table);
    text += fmt::format("\n{}: of {} cells that pipelines make {} were run; see {}\n", table.name,
                        made, run, file_of(table, "md"));
  }
  return text;
}

}  // namespace zeroth::host
