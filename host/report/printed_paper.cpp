#include "host/report/printed_paper.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "host/report/table_cells.h"

namespace zeroth::host {
namespace {

/// Texts by number, each once: "(1)" in a table, and what it means below.
class Footnotes {
 public:
  std::string mark(const std::string& text) {
    const auto found = std::find(texts_.begin(), texts_.end(), text);
    const auto number = static_cast<std::size_t>(found - texts_.begin()) + 1;
    if (found == texts_.end()) texts_.push_back(text);
    return fmt::format("({})", number);
  }
  std::vector<std::string> sentences() const {
    std::vector<std::string> all;
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      all.push_back(fmt::format("({}) {}.", i + 1, texts_[i]));
    }
    return all;
  }

 private:
  std::vector<std::string> texts_;
};

std::string paper_count_text(const PaperLine& line) {
  std::int64_t fewest = 0, most = 0;
  for (const PaperLineCell& cell : line.cells) {
    for (const Summary& one : cell.figures) {
      if (one.n == 0) continue;
      fewest = fewest == 0 ? one.n : std::min(fewest, one.n);
      most = std::max(most, one.n);
    }
  }
  if (line.source == PaperSource::published || most == 0) return "";
  return fewest == most ? std::to_string(most) : fmt::format("{} to {}", fewest, most);
}

std::string paper_figure_text(const Summary& figure, int decimals) {
  if (figure.n == 0) return "";
  if (!figure.deviation) return fmt::format("{:.{}f}", figure.mean, decimals);
  return fmt::format("{:.1f} ± {:.1f}", figure.mean, *figure.deviation);
}

bool says_figures(const PaperLine& line) {
  return std::any_of(line.cells.begin(), line.cells.end(), [](const PaperLineCell& cell) {
    return std::any_of(cell.figures.begin(), cell.figures.end(),
                       [](const Summary& one) { return one.n > 0; });
  });
}

/// One line of the table; what does not fit into a cell goes below.
std::vector<PrintedCell> paper_line_cells(const PaperTable& table, const PaperLine& line,
                                          Footnotes& below) {
  std::string source = name_of(line.source);
  if (line.source != PaperSource::published && !line.told.empty() && says_figures(line)) {
    source += " " + below.mark(line.told);
  }
  const bool ran = line.source == PaperSource::published || says_figures(line);
  std::string protocol = ran ? line.protocol : line.told;
  if (ran && line.other_protocol) protocol += " †";
  std::vector<PrintedCell> cells = {{line.row}, {source}, {protocol}, {paper_count_text(line)}};
  for (std::size_t data = 0; data < table.data.size(); ++data) {
    const PaperLineCell& cell = line.cells[data];
    const bool not_run = cell.told == kNotRun && line.told != kNotRun;
    std::string mark;
    if (!not_run && !cell.told.empty() && cell.told != line.told) {
      mark = below.mark(fmt::format("{} on {}: {}", line.row, table.data[data], cell.told));
    }
    for (const Summary& one : cell.figures) {
      const bool first = &one == &cell.figures.front();
      cells.push_back(
          {not_run && first ? kNotRun : paper_figure_text(one, decimals_of(table.protocol)),
           Emphasis::none, first ? mark : ""});
    }
  }
  return cells;
}

std::string not_here_text(const PaperTable& table) {
  std::vector<std::pair<std::string, std::vector<std::string>>> reasons;
  for (const PaperLine& line : table.lines) {
    if (line.source != PaperSource::published || line.told.empty()) continue;
    const auto found = std::find_if(reasons.begin(), reasons.end(),
                                    [&](const auto& one) { return one.first == line.told; });
    auto& rows = found == reasons.end()
                     ? reasons.emplace_back(line.told, std::vector<std::string>())
                     : *found;
    rows.second.push_back(line.row);
  }
  std::string text;
  for (const auto& [why, rows] : reasons) {
    text += fmt::format(" {}: {}.", fmt::join(rows, ", "), why);
  }
  return text;
}

std::string paper_caption(const PaperTable& table, const Footnotes& below) {
  std::string text = fmt::format("{} ({}).", table.title, table.source);
  if (table.protocol != kNoProtocol) {
    text += fmt::format(
        " Figures in percent; published ones by {}, own ones mean ± sample "
        "deviation over n seeds.",
        protocol_text(table.protocol));
  }
  const auto marked = [](const PaperLine& line) {
    return line.other_protocol && says_figures(line);
  };
  if (std::any_of(table.lines.begin(), table.lines.end(), marked)) {
    text += " † Another protocol than the published figures: not to be held against them.";
  }
  for (const std::string& note : table.notes) text += " " + note;
  text += not_here_text(table);
  for (const std::string& one : below.sentences()) text += " " + one;
  for (const UnusedPaperRuns& one : table.unused) {
    text += fmt::format(" Not in the table: {}, since {}.", fmt::join(one.runs, ", "), one.why);
  }
  return text;
}

}  // namespace

PrintedTable printed_paper(const PaperTable& table) {
  Footnotes below;
  PrintedTable printed{table.title, "", "tab:" + table.name};
  printed.head = {"system", "figures", "protocol", "n"};
  printed.texts = 3;
  for (const std::string& data : table.data) {
    for (const std::string& figure : table.figures) printed.head.push_back(data + " " + figure);
  }
  for (const PaperLine& line : table.lines)
    printed.rows.push_back(paper_line_cells(table, line, below));
  printed.caption = paper_caption(table, below);
  return printed;
}

}  // namespace zeroth::host
