#include "host/runs/run_columns.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <string_view>
#include <unordered_map>

namespace zeroth::host {
namespace {

/// Columns that are there however alike the runs are, by rank.
const std::map<std::string_view, int> kAlways = {
    {"run", 0},    {"state", 1}, {"H", 2},  {"size", 20}, {"age", 21},
    {"AUSUC", 22}, {"time", 23}, {"U", 50}, {"S", 51},    {"T1", 52}};
/// Those that are there where they say something.
const std::map<std::string_view, int> kWhereTheyDiffer = {
    {"recipe", 4}, {"data", 5},  {"protocol", 6}, {"setting", 7},
    {"seed", 8},   {"host", 60}, {"user", 61},    {"pipeline", 62}};
constexpr int kProgressRank = 3, kFirstSettings = kRankOfNotes, kFurtherSettings = 30,
              kRareSettings = 40;
constexpr int kShownFirst = 3;

/// Settings that say nothing about how a run was made, or stand in columns of their own.
bool tells_nothing(const std::string& path) {
  return path.rfind("published.", 0) == 0 || path == "zeroth" || path == "preset" ||
         path == "name" || path == "seed" || path == "recipe" || path == "evaluate.protocol" ||
         path == "problem.setting";
}

/// Whether the known values of a field differ.
bool differs(const ChosenRuns& runs, const Field& field) {
  std::set<std::string> values;
  for (const ListedRun* one : runs) {
    const FieldValue value = field.value(*one);
    if (value.known) values.insert(value.text);
    if (values.size() > 1) return true;
  }
  return false;
}

bool any_unfinished(const ChosenRuns& runs) {
  return std::any_of(runs.begin(), runs.end(), [](const ListedRun* one) {
    return one->run.state != RunState::finished && !one->run.progress.part.empty();
  });
}

/// What the runs have at one place of their pipelines.
struct Place {
  std::size_t runs = 0;  ///< that have a value there
  SettingId first = 0;
  bool differs = false;
};

std::vector<Place> places_in(const ChosenRuns& runs, const RunList& list) {
  std::vector<Place> places(list.settings.paths().size());
  for (const ListedRun* one : runs) {
    for (const SettingId id : one->settings) {
      Place& place = places[list.settings[id].place];
      if (place.runs++ == 0) place.first = id;
      if (place.first != id) place.differs = true;
    }
  }
  return places;
}

}  // namespace

std::vector<const Field*> told_settings(const ChosenRuns& runs, const RunList& list,
                                        const Fields& fields, bool every_setting) {
  const std::vector<Place> places = places_in(runs, list);
  const auto readable = static_cast<std::size_t>(std::count_if(
      runs.begin(), runs.end(), [](const ListedRun* one) { return !one->settings.empty(); }));
  std::unordered_map<std::string_view, const Field*> by_path;
  for (const Field& one : fields.all()) by_path[one.name] = &one;
  // What all of them have, what only some recipes have, and where the data come from.
  std::vector<const Field*> common, rare, data;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const Place& place = places[i];
    const std::string& path = list.settings.paths()[i];
    const auto field = by_path.find(path);
    if (field == by_path.end() || field->second->kind != FieldKind::setting) continue;
    const bool in_some = place.runs > 0 && place.runs < readable;
    const bool told =
        every_setting ? place.runs > 0 : (place.differs || in_some) && !tells_nothing(path);
    if (!told) continue;
    (path.rfind("data.", 0) == 0 ? data : in_some ? rare : common).push_back(field->second);
  }
  common.insert(common.end(), rare.begin(), rare.end());
  common.insert(common.end(), data.begin(), data.end());
  return common;
}

std::vector<RunColumn> run_columns(const ChosenRuns& runs, const RunList& list,
                                   const Fields& fields, ColumnChoice choice) {
  const bool all = choice.every_field;
  std::vector<RunColumn> columns;
  std::vector<RunColumn> settings;
  for (const Field* one : told_settings(runs, list, fields, choice.every_setting)) {
    const auto before = static_cast<int>(settings.size());
    const int later = one->title.find('.') == std::string::npos ? kFurtherSettings : kRareSettings;
    settings.push_back({one, before < kShownFirst ? kFirstSettings + before : later});
  }
  for (const Field& one : fields.all()) {
    if (one.kind == FieldKind::setting) continue;
    const auto always = kAlways.find(one.name), differing = kWhereTheyDiffer.find(one.name);
    if (one.name == "U") columns.insert(columns.end(), settings.begin(), settings.end());
    if (always != kAlways.end()) {
      columns.push_back({&one, always->second});
    } else if (one.name == "progress") {
      if (all || any_unfinished(runs)) columns.push_back({&one, kProgressRank});
    } else if (all || (differing != kWhereTheyDiffer.end() && differs(runs, one))) {
      columns.push_back({&one, differing != kWhereTheyDiffer.end() ? differing->second : 0});
    }
  }
  return columns;
}

}  // namespace zeroth::host
