#include "host/papers/row_match.h"

#include <fmt/format.h>

#include "host/compare/setting_differences.h"
#include "host/runs/flat_json.h"

namespace zeroth::host {
namespace {

/// Whether a value says where data lie: the texts of pipelines that name files have folders, most
/// of them by a variable.
bool is_place(const SettingDifference& one) {
  const auto is_text = [](const std::optional<Json>& value) { return value && value->is_string(); };
  return one.role == SettingRole::data && is_text(one.first) && is_text(one.second) &&
         one.first->get<std::string>().find('/') != std::string::npos;
}

bool counts(const SettingDifference& one) {
  if (one.role == SettingRole::seed || one.role == SettingRole::idle) return false;
  return one.path != "evaluate.protocol" && one.path != "device" && !is_place(one);
}

std::string value_text(const std::optional<Json>& value) {
  constexpr std::size_t kLongest = 40;
  if (!value) return "nothing";
  std::string text = plain_text(*value);
  if (text.size() > kLongest) text = text.substr(0, kLongest) + "...";
  return text;
}

}  // namespace

std::vector<std::string> changes_from_row(const Json& row, const PaperRuns& runs,
                                          std::pair<std::size_t, std::size_t> classes) {
  std::vector<std::string> changes;
  for (const SettingDifference& one : setting_differences(row, runs.pipeline)) {
    if (!counts(one)) continue;
    changes.push_back(
        fmt::format("{} {}, there {}", one.path, value_text(one.second), value_text(one.first)));
  }
  if (classes.first > 0 && classes != std::make_pair(runs.seen, runs.unseen)) {
    changes.push_back(fmt::format("data of {} seen and {} unseen classes, there {} and {}",
                                  runs.seen, runs.unseen, classes.first, classes.second));
  }
  return changes;
}

}  // namespace zeroth::host
