#include "host/report/paper_records.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "host/base/csv_field.h"

namespace zeroth::host {
namespace {

/// What is known of a cell besides its figures.
std::string paper_note(const PaperLine& line, const PaperLineCell& cell) {
  if (cell.told.empty() || cell.told == line.told) return line.told;
  return line.told.empty() ? cell.told : line.told + "; " + cell.told;
}

/// Calls `tell` for each figure of each line.
template <class Tell>
void each_paper_figure(const PaperTable& table, Tell&& tell) {
  for (const PaperLine& line : table.lines) {
    for (std::size_t data = 0; data < table.data.size(); ++data) {
      for (std::size_t figure = 0; figure < table.figures.size(); ++figure) {
        tell(line, line.cells[data], data, figure);
      }
    }
  }
}

}  // namespace

std::string csv_of(const PaperTable& table) {
  std::string text =
      "paper,row,data,source,figure,mean,deviation,n,protocol,same_protocol,setting,note,runs\n";
  each_paper_figure(table, [&](const PaperLine& line, const PaperLineCell& cell, std::size_t data,
                               std::size_t figure) {
    const Summary& one = cell.figures[figure];
    const bool is_own = line.source != PaperSource::published;
    text += fmt::format(
        "{},{},{},{},{},{},{},{},{},{},{},{},{}\n", csv_field(table.name), csv_field(line.row),
        csv_field(table.data[data]), name_of(line.source), csv_field(table.figures[figure]),
        one.n > 0 ? fmt::format("{}", one.mean) : "",
        one.deviation ? fmt::format("{}", *one.deviation) : "", is_own ? std::to_string(one.n) : "",
        line.protocol, is_own && one.n > 0 ? (line.other_protocol ? "no" : "yes") : "",
        csv_field(line.setting), csv_field(paper_note(line, cell)),
        csv_field(fmt::format("{}", fmt::join(cell.runs, " "))));
  });
  return text;
}

Json json_of(const PaperTable& table) {
  Json figures = Json::array(), unused = Json::array();
  each_paper_figure(table, [&](const PaperLine& line, const PaperLineCell& cell, std::size_t data,
                               std::size_t figure) {
    const Summary& one = cell.figures[figure];
    Json told = {{"row", line.row},
                 {"data", table.data[data]},
                 {"source", name_of(line.source)},
                 {"figure", table.figures[figure]},
                 {"mean", one.n > 0 ? Json(one.mean) : Json()},
                 {"deviation", one.deviation ? Json(*one.deviation) : Json()},
                 {"protocol", line.protocol},
                 {"note", paper_note(line, cell)}};
    if (line.source != PaperSource::published) {
      told["n"] = one.n;
      told["same_protocol"] = !line.other_protocol;
      told["setting"] = line.setting;
      told["runs"] = cell.runs;
    }
    figures.push_back(std::move(told));
  });
  for (const UnusedPaperRuns& one : table.unused) {
    unused.push_back({{"runs", one.runs}, {"why", one.why}});
  }
  return {{"paper", table.name},    {"title", table.title},
          {"source", table.source}, {"protocol", table.protocol},
          {"notes", table.notes},   {"figures", figures},
          {"unused", unused}};
}

}  // namespace zeroth::host
