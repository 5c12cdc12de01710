#include "host/runs/run_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "host/base/columns.h"
#include "host/base/csv_field.h"
#include "host/base/printable.h"
#include "host/runs/summary_json.h"
#include "host/runs/units.h"

namespace zeroth::host {
namespace {

constexpr const char* kGap = "  ";
constexpr std::size_t kGapWidth = 2, kShortestNote = 16, kLongestSetting = 24, kShortestName = 24;

bool is_number(FieldKind kind) {
  return kind == FieldKind::number || kind == FieldKind::figure || kind == FieldKind::span ||
         kind == FieldKind::bytes;
}

/// The latest figure of a run that has not ended, marked.
std::string so_far(const Field& field, const ListedRun& listed) {
  const Json& evaluation = listed.run.progress.evaluation;
  const bool is_known = evaluation.is_object() && evaluation.contains(field.name) &&
                        evaluation.at(field.name).is_number();
  if (listed.run.state == RunState::finished || !is_known) return "-";
  return fmt::format("{:.1f}*", evaluation.at(field.name).get<double>());
}

/// Text with its middle left out: a name begins with its day and ends in its hash.
std::string without_middle(const std::string& text, std::size_t width) {
  if (columns_of(text) <= width) return text;
  constexpr std::size_t kHash = 9;
  const std::string end = text.size() > kHash ? text.substr(text.size() - kHash) : "";
  return cut_to_columns(text, width - columns_of(end) - kGapWidth) + ".." + end;
}

std::string note_of(const RunSummary& run) {
  if (!run.problem.empty()) return run.problem;
  if (run.is_running()) return run.holder;
  // The first line of an error says what, the second mostly where.
  std::string text = run.error;
  const std::string head = "error: ";
  if (text.compare(0, head.size(), head) == 0) text = text.substr(head.size());
  return text.substr(0, text.find('\n'));
}

/// A column that is ready to be printed.
struct Shown {
  std::string title;
  std::vector<std::string> cells;
  bool to_the_right = false;
  std::size_t width = 0;
  int rank = 0;
};

Shown shown_column(const ChosenRuns& runs, const RunColumn& column, std::size_t width) {
  const Field& field = *column.field;
  Shown one{field.title, {}, is_number(field.kind), 0, column.rank};
  bool numbers = field.kind == FieldKind::setting;
  for (const ListedRun* run : runs) {
    std::string cell = shown(field, *run);
    if (numbers && cell != "-") numbers = number_of(cell).has_value();
    if (field.kind == FieldKind::setting) cell = without_middle(cell, kLongestSetting);
    if (field.name == "run" && width > 0) {
      cell = without_middle(cell, std::max(kShortestName, width * 2 / 3));
    }
    one.width = std::max(one.width, columns_of(cell));
    one.cells.push_back(std::move(cell));
  }
  one.to_the_right = one.to_the_right || numbers;
  one.width = std::max(one.width, columns_of(one.title));
  return one;
}

std::size_t width_of(const std::vector<Shown>& columns) {
  std::size_t width = 0;
  for (const Shown& one : columns) width += one.width + (width > 0 ? kGapWidth : 0);
  return width;
}

/// What notes ask for: the longest of them, as far as they are worth it.
std::size_t room_for_notes(const std::vector<std::string>& notes) {
  constexpr std::size_t kEnough = 36;
  std::size_t room = 0;
  for (const std::string& note : notes) room = std::max(room, columns_of(note));
  return std::min(room, kEnough);
}

/// Takes away columns until the rest fits: by rank, each stays that finds room beside those before
/// it, and beside a note where it may give way to one.  @return how many went.
std::size_t make_room(std::vector<Shown>& columns, std::size_t note, std::size_t width) {
  std::vector<std::size_t> order(columns.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](auto a, auto b) { return columns[a].rank < columns[b].rank; });
  std::vector<bool> stays(columns.size());
  std::size_t used = 0;
  for (const std::size_t i : order) {
    const std::size_t behind = columns[i].rank >= kRankOfNotes && note > 0 ? note + kGapWidth : 0;
    const std::size_t with = used + (used > 0 ? kGapWidth : 0) + columns[i].width;
    if (used > 0 && with + behind > width) continue;
    stays[i] = true;
    used = with;
  }
  std::vector<Shown> kept;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (stays[i]) kept.push_back(std::move(columns[i]));
  }
  columns = std::move(kept);
  return order.size() - columns.size();
}

std::string padded(const std::string& cell, const Shown& column) {
  const std::string blanks(column.width - std::min(column.width, columns_of(cell)), ' ');
  return column.to_the_right ? blanks + cell : cell + blanks;
}

std::string line_of(const std::vector<std::string>& cells, const std::vector<Shown>& columns,
                    const std::string& note) {
  std::string line;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    line += (i == 0 ? "" : kGap) + padded(cells[i], columns[i]);
  }
  if (!note.empty()) line += kGap + note;
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

/// As much of a note as there is room for behind the columns; one that would say too little goes.
std::string fitting_note(const std::string& note, std::size_t used, std::size_t width) {
  if (width == 0 || used + kGapWidth + columns_of(note) <= width) return note;
  if (used + kGapWidth + kShortestNote > width) return "";
  return cut_to_columns(note, width - used - kGapWidth - 2) + "..";
}

}  // namespace

std::string shown(const Field& field, const ListedRun& run) {
  const FieldValue value = field.value(run);
  if (!value.known) return field.name == "H" ? so_far(field, run) : "-";
  switch (field.kind) {
    case FieldKind::figure:
      return fmt::format("{:.1f}", *value.number);
    case FieldKind::span:
      if (field.name == "age" && run.run.is_running()) return "now";
      return span_text(*value.number);
    case FieldKind::bytes:
      return size_text(static_cast<std::uintmax_t>(*value.number));
    default:
      return printable_line(value.text);
  }
}

std::string run_table(const ChosenRuns& runs, std::vector<RunColumn> columns, std::size_t width) {
  std::vector<Shown> table;
  std::vector<std::string> titles, notes;
  for (const RunColumn& one : columns) table.push_back(shown_column(runs, one, width));
  for (const ListedRun* run : runs) notes.push_back(printable_line(note_of(run->run)));
  const std::size_t left_out = width > 0 ? make_room(table, room_for_notes(notes), width) : 0;
  for (const Shown& one : table) titles.push_back(one.title);
  std::string text = line_of(titles, table, "");
  for (std::size_t row = 0; row < runs.size(); ++row) {
    std::vector<std::string> cells;
    for (const Shown& one : table) cells.push_back(one.cells[row]);
    text += line_of(cells, table, fitting_note(notes[row], width_of(table), width));
  }
  if (left_out == 0) return text;
  return text + fmt::format("{} more column{}: --all-columns, --csv or a wider window\n", left_out,
                            left_out == 1 ? "" : "s");
}

std::string run_csv(const ChosenRuns& runs, const std::vector<RunColumn>& columns) {
  std::string text;
  const auto add_line = [&](auto&& cell_of) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      text += (i == 0 ? "" : ",") + csv_field(cell_of(*columns[i].field));
    }
    text += "\n";
  };
  add_line([](const Field& field) { return field.name; });
  for (const ListedRun* run : runs) {
    add_line([&](const Field& field) { return field.value(*run).text; });
  }
  return text;
}

Json run_json(const ChosenRuns& runs, const std::vector<const Field*>& settings) {
  Json::array_t documents;
  for (const ListedRun* run : runs) {
    Json::object_t values;
    for (const Field* one : settings) {
      const FieldValue value = one->value(*run);
      if (value.known) values[one->name] = Json::parse(value.json);
    }
    Json document = to_json(run->run);
    document["settings"] = std::move(values);
    documents.push_back(std::move(document));
  }
  return documents;
}

}  // namespace zeroth::host
