#include "host/cli/study_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/base/terminal.h"
#include "host/cli/output.h"

namespace zeroth::host {

void TableOptions::add_to(CLI::App& command) {
  auto* as_csv = command.add_flag("--csv", csv, "Print the table as CSV");
  command.add_flag("--json", json, "Print JSON")->excludes(as_csv);
}

std::vector<StudyState> states_of(const Study& study) {
  std::vector<StudyState> states;
  for (std::size_t i = 0; i < study.runs().size(); ++i) {
    if (study.is_repeated(i)) continue;
    states.push_back({&study.runs()[i], look_at_slot(study.runs()[i].slot)});
  }
  return states;
}

StudyTable table_of(const std::vector<StudyState>& states) {
  std::vector<TableRun> runs;
  for (const StudyState& one : states) {
    const bool failed = one.slot.state == SlotState::failed;
    if (one.slot.state != SlotState::finished && !failed) continue;
    runs.push_back({one.run->planned.pipeline, one.run->name, one.run->planned.settings,
                    one.slot.result, one.slot.data});
    if (!failed) continue;
    runs.back().error = one.slot.error;
    runs.back().protocol = one.run->protocol;
    runs.back().setting = one.run->setting;
  }
  return study_table(runs);
}

std::string count_text(const std::vector<StudyState>& states) {
  std::string text;
  for (const SlotState state : {SlotState::finished, SlotState::running, SlotState::interrupted,
                                SlotState::failed, SlotState::fresh}) {
    const auto count = std::count_if(states.begin(), states.end(), [&](const StudyState& one) {
      return one.slot.state == state;
    });
    if (count > 0)
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, state_word(state));
  }
  return fmt::format("{} run{}: {}", states.size(), states.size() == 1 ? "" : "s", text);
}

void print_study_table(const StudyTable& table, const TableOptions& options) {
  if (options.json) return print_json(json_of(table));
  if (options.csv) return print_text(csv_of(table));
  const std::size_t width = window_columns(stdout);
  print_text(width > 0 ? text_of(table, width) : markdown_of(table));
}

}  // namespace zeroth::host
