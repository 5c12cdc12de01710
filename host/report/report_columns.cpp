#include "host/report/report_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "host/compare/setting_differences.h"
#include "host/report/setting_identity.h"
#include "host/runs/flat_json.h"
#include "host/runs/units.h"

namespace zeroth::host {
namespace {

/// A label of more values than these is no label.
constexpr std::size_t kMostInLabel = 4;

/// Values that decide something, by their places, and those places in the order of the pipeline.
struct Values {
  std::map<std::string, std::string> by_place;
  std::vector<std::string> places;

  void add(const std::string& place, const std::string& value) {
    if (by_place.emplace(place, value).second) places.push_back(place);
  }
  std::string at(const std::string& place) const {
    const auto found = by_place.find(place);
    return found == by_place.end() ? "" : found->second;
  }
};

Values values_of(const ReportRun& run) {
  Values values;
  for (const auto& [path, value] : flat_values(run.pipeline())) {
    const SettingRole role = role_of(path);
    if (role == SettingRole::method || role == SettingRole::numerics) {
      values.add(path, value.is_string() ? value.get<std::string>() : same_json(value));
    }
  }
  for (const auto& [id, build] : builds_of(run)) values.add(id, build);
  return values;
}

/// Whether a place tells these settings apart. The build of a plugin that only some of them use
/// follows from the others' values.
bool differs(const std::vector<const Values*>& settings, const std::string& place, bool is_plugin) {
  std::set<std::string> found;
  for (const Values* one : settings) {
    const std::string value = one->at(place);
    if (!is_plugin || !value.empty()) found.insert(value);
  }
  return found.size() > 1;
}

std::vector<std::string> columns_of(const ReportGroup& group, const std::vector<Values>& values) {
  std::map<std::string, std::vector<const Values*>> by_name;
  for (std::size_t i = 0; i < values.size(); ++i) {
    by_name[group.settings[i].name].push_back(&values[i]);
  }
  std::vector<std::string> columns;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto& plugins = group.settings[i].runs.front().identity.plugins;
    for (const std::string& place : values[i].places) {
      const bool known = std::find(columns.begin(), columns.end(), place) != columns.end();
      if (!known && differs(by_name[group.settings[i].name], place, plugins.contains(place))) {
        columns.push_back(place);
      }
    }
  }
  return columns;
}

std::string label_of(const ReportGroup& group, const ReportSetting& setting) {
  const auto same_name =
      std::count_if(group.settings.begin(), group.settings.end(),
                    [&](const ReportSetting& one) { return one.name == setting.name; });
  if (same_name == 1) return setting.name;
  std::string label = setting.name;
  std::size_t told = 0;
  for (const auto& [path, value] : setting.values) {
    if (value.empty() || ++told > kMostInLabel) continue;
    label += fmt::format(", {} {}", column_title(path), value);
  }
  return told > kMostInLabel ? setting.name : label;
}

void number_equal_labels(ReportGroup& group) {
  std::map<std::string, int> count, next;
  for (const ReportSetting& one : group.settings) ++count[one.label];
  for (ReportSetting& one : group.settings) {
    if (const std::string label = one.label; count[label] > 1) {
      one.label = fmt::format("{} #{}", label, ++next[label]);
    }
  }
}

/// Numbers by their size, before texts.
bool comes_before(const std::string& one, const std::string& other) {
  const auto a = number_of(one), b = number_of(other);
  if (a && b) return *a < *b;
  return a.has_value() != b.has_value() ? a.has_value() : one < other;
}

/// Settings of one name stand together, in the order of their values: the one in which runs are
/// found in a folder says nothing.
void put_in_order(std::vector<ReportSetting>& settings) {
  std::map<std::string, std::size_t> first;
  for (std::size_t i = 0; i < settings.size(); ++i) first.emplace(settings[i].name, i);
  std::stable_sort(
      settings.begin(), settings.end(), [&](const ReportSetting& a, const ReportSetting& b) {
        if (a.name != b.name) return first[a.name] < first[b.name];
        return std::lexicographical_compare(a.values.begin(), a.values.end(), b.values.begin(),
                                            b.values.end(),
                                            [](const ReportValue& one, const ReportValue& other) {
                                              return comes_before(one.second, other.second);
                                            });
      });
}

}  // namespace

std::string column_title(const std::string& path) {
  std::string title = path;
  const std::string inner = ".params.";
  for (std::size_t at; (at = title.find(inner)) != std::string::npos;) {
    title.replace(at, inner.size(), ".");
  }
  return title;
}

void tell_apart(ReportGroup& group) {
  std::vector<Values> values;
  for (const ReportSetting& one : group.settings) values.push_back(values_of(one.runs.front()));
  group.columns = columns_of(group, values);
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (const std::string& column : group.columns) {
      group.settings[i].values.emplace_back(column, values[i].at(column));
    }
  }
  put_in_order(group.settings);
  for (ReportSetting& one : group.settings) one.label = label_of(group, one);
  number_equal_labels(group);
}

}  // namespace zeroth::host
