#include "host/report/report_notes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "host/compare/part_differences.h"
#include "host/runs/flat_json.h"

namespace zeroth::host {
namespace {

template <class Visit>
void each_run(const ReportGroup& group, Visit&& visit) {
  for (const ReportSetting& setting : group.settings) {
    for (const ReportRun& run : setting.runs) visit(run);
  }
}

/// Of what the bits of results depend on, what not all runs of a group have alike.
std::string environment_note(const ReportGroup& group) {
  const RunIdentity& first = group.settings.front().runs.front().identity;
  std::map<std::string, std::set<std::string>> values;
  each_run(group, [&](const ReportRun& run) {
    for (const EnvironmentDifference& one : environment_changes(first, run.identity)) {
      if (!one.decides) continue;
      values[one.name].insert({plain_text(one.first), plain_text(one.second)});
    }
  });
  if (values.empty()) return "";
  std::vector<std::string> parts;
  for (const auto& [name, all] : values) {
    parts.push_back(fmt::format("{}: {}", name, fmt::join(all, " and ")));
  }
  return fmt::format("{}: not all runs were computed alike ({}); that moves figures a little",
                     group.title(), fmt::join(parts, "; "));
}

void add_warnings_of_data(const ReportGroup& group, std::vector<std::string>& notes) {
  each_run(group, [&](const ReportRun& run) {
    for (const Json& warning : run.outcomes.facts.value("warnings", Json::array())) {
      const std::string note = fmt::format("{}: {}", group.data, plain_text(warning));
      if (std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(note);
    }
  });
}

}  // namespace

std::vector<std::string> notes_on(const std::vector<ReportGroup>& groups) {
  std::vector<std::string> notes;
  for (const ReportGroup& group : groups) {
    const std::string title = group.title();
    if (group.protocol == "validation") {
      notes.push_back(title + ": figures of validation rows are no test figures");
    } else if (group.protocol == "paper-oracle") {
      notes.push_back(title + ": epochs were chosen on the test rows");
    }
    if (group.oracle_gate) {
      notes.push_back(title + ": the gate is told of every test row whether its class is seen");
    }
    if (const std::string note = environment_note(group); !note.empty()) notes.push_back(note);
    add_warnings_of_data(group, notes);
  }
  return notes;
}

}  // namespace zeroth::host
