#include "host/papers/paper_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace zeroth::host {
namespace {

constexpr const char* kOtherFiles = "on other data, or with another build of a plugin";

/// What a line is of, besides its row: runs that differ in it stand in different lines.
struct LineKey {
  std::string protocol, setting, changes;
  std::size_t turn = 0;  ///< of several such runs of a cell, of other data or builds

  bool operator<(const LineKey& other) const {
    return std::tie(changes, protocol, setting, turn) <
           std::tie(other.changes, other.protocol, other.setting, other.turn);
  }
};

/// How runs belong to a pipeline of a cell.
struct Match {
  const PaperRuns* runs;
  const PaperPipeline* pipeline;
  LineKey key;
};

std::string name_in(const Json& pipeline) {
  const Json name = pipeline.is_object() ? pipeline.value("name", Json()) : Json();
  return name.is_string() ? name.get<std::string>() : "";
}

std::string text_of_changes(const std::vector<std::string>& changes) {
  constexpr std::size_t kTold = 4;
  const std::size_t told = std::min(changes.size(), kTold);
  std::string text = fmt::format(
      "{}", fmt::join(changes.begin(), changes.begin() + static_cast<long>(told), "; "));
  if (changes.size() > told) text += fmt::format("; and {} more", changes.size() - told);
  return text;
}

/// The runs of a cell: those of its pipelines, and those that only carry their names.
std::vector<Match> matches_of(const PaperCell& cell, std::pair<std::size_t, std::size_t> classes,
                              const std::vector<PaperRuns>& runs) {
  std::vector<Match> matches;
  for (const PaperPipeline& pipeline : cell.pipelines) {
    if (!pipeline.pipeline.is_object()) continue;
    std::map<LineKey, std::size_t> turns;
    for (const PaperRuns& one : runs) {
      const auto changes = changes_from_row(pipeline.pipeline, one, classes);
      const bool has_name = name_in(one.pipeline) == name_in(pipeline.pipeline);
      if (!changes.empty() && !has_name) continue;
      LineKey key{one.protocol, one.setting, text_of_changes(changes), 0};
      key.turn = turns[key]++;
      matches.push_back({&one, &pipeline, std::move(key)});
    }
  }
  return matches;
}

std::string missing_text(const PaperCell& cell) {
  std::vector<std::string> texts;
  for (const PaperPipeline& one : cell.pipelines) {
    if (!one.problem.empty()) texts.push_back(fmt::format("{}: {}", one.name, one.problem));
  }
  return fmt::format("{}", fmt::join(texts, "; "));
}

class TableMaker {
 public:
  TableMaker(const Paper& paper, const std::vector<PaperRuns>& runs) : paper_(paper), runs_(runs) {
    table_.name = paper.name;
    table_.title = paper.title;
    table_.source = paper.source;
    table_.protocol = paper.protocol;
    table_.figures = paper.figures;
    table_.data = paper.data;
    table_.notes = paper.notes;
  }

  PaperTable make() {
    for (const PaperRow& row : paper_.rows) {
      add_published(row);
      if (row.not_here.empty()) add_own(row);
    }
    note_unused();
    return std::move(table_);
  }

 private:
  PaperLine line_of(const PaperRow& row, PaperSource source) const {
    PaperLine line{row.name, source, "", "", false, "", {}};
    line.cells.resize(paper_.data.size());
    for (PaperLineCell& cell : line.cells) cell.figures.resize(paper_.figures.size());
    return line;
  }

  void add_published(const PaperRow& row) {
    PaperLine line = line_of(row, PaperSource::published);
    line.protocol = paper_.protocol;
    line.told = row.not_here;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      line.cells[i].told = row.cells[i].told;
      for (std::size_t figure = 0; figure < paper_.figures.size(); ++figure) {
        const auto& published = row.cells[i].published[figure];
        if (published) line.cells[i].figures[figure] = {1, *published, std::nullopt};
      }
    }
    table_.lines.push_back(std::move(line));
  }

  /// Lines of runs; where a cell of the row has none, the first line says so.
  void add_own(const PaperRow& row) {
    std::map<LineKey, PaperLine> lines;
    std::set<std::tuple<LineKey, std::size_t, const PaperPipeline*>> has_run;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      for (const Match& match : matches_of(row.cells[i], paper_.classes[i], runs_)) {
        put(match, i, line_at(lines, row, match.key));
        has_run.insert({match.key, i, match.pipeline});
      }
    }
    for (auto& [key, line] : lines) {
      for (std::size_t i = 0; i < row.cells.size(); ++i) {
        tell_parts_not_run(row.cells[i], line.cells[i], [&, &key = key](const PaperPipeline& one) {
          return has_run.count({key, i, &one}) > 0;
        });
      }
    }
    const bool has_own = std::any_of(lines.begin(), lines.end(), [](const auto& one) {
      return one.second.source == PaperSource::own;
    });
    if (!has_own) {
      PaperLine line = line_of(row, PaperSource::own);
      line.told = kNotRun;
      lines.emplace(LineKey(), std::move(line));
    }
    tell_cells_not_run(row, lines);
    for (auto& [key, line] : lines) table_.lines.push_back(std::move(line));
  }

  PaperLine& line_at(std::map<LineKey, PaperLine>& lines, const PaperRow& row,
                     const LineKey& key) const {
    const auto found = lines.find(key);
    if (found != lines.end()) return found->second;
    const bool is_row = key.changes.empty();
    PaperLine line = line_of(row, is_row ? PaperSource::own : PaperSource::changed);
    line.protocol = key.protocol;
    line.setting = key.setting;
    line.other_protocol = key.protocol != paper_.protocol;
    if (!is_row) line.told = "changed: " + key.changes;
    if (key.turn > 0) line.told += (is_row ? "" : "; ") + std::string(kOtherFiles);
    return lines.emplace(key, std::move(line)).first->second;
  }

  void put(const Match& match, std::size_t data, PaperLine& line) {
    PaperLineCell& cell = line.cells[data];
    used_.insert(match.runs);
    cell.runs.insert(cell.runs.end(), match.runs->runs.begin(), match.runs->runs.end());
    for (std::size_t i = 0; i < paper_.figures.size(); ++i) {
      if (!match.pipeline->answers[i]) continue;
      for (const auto& [name, figure] : match.runs->figures) {
        if (name == paper_.figures[i]) cell.figures[i] = figure;
      }
    }
  }

  /// Of a cell that several pipelines make, and not all of them were run.
  template <class HasRun>
  void tell_parts_not_run(const PaperCell& cell, PaperLineCell& line, HasRun&& has_run) const {
    if (line.runs.empty()) return;
    for (const PaperPipeline& one : cell.pipelines) {
      if (has_run(one)) continue;
      line.told += line.told.empty() ? fmt::format("{}: {}", kNotRun, one.name) : ", " + one.name;
    }
  }

  /// Of cells that a pipeline makes and no run of the row filled.
  void tell_cells_not_run(const PaperRow& row, std::map<LineKey, PaperLine>& lines) const {
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      if (row.cells[i].pipelines.empty()) continue;
      const bool ran = std::any_of(lines.begin(), lines.end(), [&](const auto& one) {
        return one.second.source == PaperSource::own && !one.second.cells[i].runs.empty();
      });
      if (ran) continue;
      const std::string missing = missing_text(row.cells[i]);
      for (auto& [key, line] : lines) {
        if (line.source != PaperSource::own) continue;
        line.cells[i].told = missing.empty() ? kNotRun : "cannot be run here: " + missing;
        break;
      }
    }
  }

  void note_unused() {
    for (const PaperRuns& one : runs_) {
      if (used_.count(&one) > 0) continue;
      table_.unused.push_back(
          {one.runs, fmt::format("\"{}\" is the pipeline of no row", name_in(one.pipeline))});
    }
  }

  const Paper& paper_;
  const std::vector<PaperRuns>& runs_;
  std::set<const PaperRuns*> used_;
  PaperTable table_;
};

}  // namespace

const char* name_of(PaperSource source) {
  switch (source) {
    case PaperSource::published:
      return "published";
    case PaperSource::own:
      return "own";
    default:
      return "changed";
  }
}

PaperTable paper_table(const Paper& paper, const std::vector<PaperRuns>& runs) {
  return TableMaker(paper, runs).make();
}

}  // namespace zeroth::host
