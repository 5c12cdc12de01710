#include "host/runs/run_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "host/base/begins_with.h"
#include "host/base/csv_field.h"
#include "host/base/printable.h"
#include "host/base/text_table.h"
#include "host/runs/summary_json.h"
#include "host/runs/units.h"

namespace zeroth::host {
namespace {

constexpr std::size_t kLongestSetting = 24;

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

std::string note_of(const RunSummary& run) {
  if (!run.problem.empty()) return run.problem;
  if (run.is_running()) return run.holder;
  // The first line of an error says what, the second mostly where.
  std::string text = run.error;
  const std::string head = "error: ";
  if (begins_with(text, head)) text = text.substr(head.size());
  return text.substr(0, text.find('\n'));
}

TextColumn shown_column(const ChosenRuns& runs, const RunColumn& column) {
  const Field& field = *column.field;
  TextColumn one{field.title, {}, column.rank, is_number(field.kind)};
  bool numbers = field.kind == FieldKind::setting;
  for (const ListedRun* run : runs) {
    std::string cell = shown(field, *run);
    if (numbers && cell != "-") numbers = number_of(cell).has_value();
    if (field.kind == FieldKind::setting) cell = without_middle(cell, kLongestSetting);
    one.cells.push_back(std::move(cell));
  }
  one.to_the_right = one.to_the_right || numbers;
  return one;
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

std::string run_table(const ChosenRuns& runs, const std::vector<RunColumn>& columns,
                      std::size_t width) {
  TextTable table;
  for (const RunColumn& one : columns) table.columns.push_back(shown_column(runs, one));
  for (const ListedRun* run : runs) table.notes.push_back(note_of(run->run));
  const FittedTable fitted = fitted_table(std::move(table), width);
  return fitted.text + left_out_text(fitted.left_out, "--all-columns, --csv");
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
