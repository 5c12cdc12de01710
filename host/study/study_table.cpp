#include "host/study/study_table.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace zeroth::host {
namespace {

/// Name of a figure -> its place in result.json.
const std::pair<const char*, const char*> kFigures[] = {{"U", "/metrics/U"},
                                                        {"S", "/metrics/S"},
                                                        {"H", "/metrics/H"},
                                                        {"T1", "/metrics/T1"},
                                                        {"AUSUC", "/metrics/AUSUC"},
                                                        {"AUROC", "/gate/AUROC"},
                                                        {"oracle U", "/gate/oracle/U"},
                                                        {"oracle S", "/gate/oracle/S"}};

std::optional<double> figure_of(const Json& result, const char* pointer) {
  const Json::json_pointer at(pointer);
  if (!result.contains(at) || !result.at(at).is_number()) return std::nullopt;
  return result.at(at).get<double>();
}

std::string text_of_value(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

std::string text_member(const Json& document, const char* name) {
  const Json value = document.value(name, Json());
  return value.is_string() ? value.get<std::string>() : "";
}

/// Runs that differ in nothing but their seeds.
struct Configuration {
  std::string data, protocol, setting;
  std::size_t pipeline = 0;
  std::string name;
  std::vector<Setting> settings;
  std::vector<const Json*> results = {};
  std::vector<const TableRun*> failed = {};

  /// Of runs that failed before they had read their data nobody knows on which they would have
  /// been.
  bool may_be_on_any_data() const { return results.empty() && data.empty(); }
  /// Whether runs of both may be compared.
  bool is_comparable_with(const Configuration& other) const {
    const bool same_data = data == other.data || may_be_on_any_data() || other.may_be_on_any_data();
    return same_data && protocol == other.protocol && setting == other.setting;
  }
  bool is(const Configuration& other) const {
    const auto same = [](const Setting& a, const Setting& b) {
      return a.path == b.path && a.value == b.value;
    };
    return is_comparable_with(other) && pipeline == other.pipeline &&
           std::equal(settings.begin(), settings.end(), other.settings.begin(),
                      other.settings.end(), same);
  }
};

Configuration configuration_of(const TableRun& run) {
  Configuration made{run.data,
                     run.failed() ? run.protocol : text_member(run.result, "protocol"),
                     run.failed() ? run.setting : text_member(run.result, "setting"),
                     run.pipeline,
                     run.name,
                     {}};
  for (const Setting& one : run.settings) {
    if (one.path != "seed") made.settings.push_back(one);
  }
  if (run.failed()) {
    made.failed.push_back(&run);
  } else {
    made.results.push_back(&run.result);
  }
  return made;
}

void add_to(Configuration& all, const Configuration& one) {
  if (all.may_be_on_any_data()) all.data = one.data;
  all.results.insert(all.results.end(), one.results.begin(), one.results.end());
  all.failed.insert(all.failed.end(), one.failed.begin(), one.failed.end());
}

std::vector<Configuration> configurations_of(const std::vector<TableRun>& runs) {
  std::vector<Configuration> all;
  for (const TableRun& run : runs) {
    Configuration made = configuration_of(run);
    const auto same = [&](const Configuration& one) { return one.is(made); };
    const auto found = std::find_if(all.begin(), all.end(), same);
    if (found == all.end()) {
      all.push_back(std::move(made));
    } else {
      add_to(*found, made);
    }
  }
  return all;
}

/// What a configuration says of a path; empty where it says nothing.
std::string cell_of(const Configuration& configuration, const std::string& path) {
  for (const Setting& one : configuration.settings) {
    if (one.path == path) return text_of_value(one.value);
  }
  return "";
}

/// Paths in which the configurations differ, as the plan orders them.
std::vector<std::string> differing_paths(const std::vector<Configuration>& all) {
  std::vector<std::string> paths;
  for (const Configuration& one : all) {
    for (const Setting& setting : one.settings) {
      if (std::find(paths.begin(), paths.end(), setting.path) == paths.end()) {
        paths.push_back(setting.path);
      }
    }
  }
  const auto is_the_same = [&](const std::string& path) {
    return std::all_of(all.begin(), all.end(), [&](const Configuration& one) {
      return cell_of(one, path) == cell_of(all.front(), path);
    });
  };
  paths.erase(std::remove_if(paths.begin(), paths.end(), is_the_same), paths.end());
  return paths;
}

TableRow row_of(const Configuration& configuration, const std::vector<std::string>& paths) {
  TableRow row{configuration.pipeline,
               {configuration.name},
               configuration.settings,
               configuration.results.size()};
  row.failed = configuration.failed.size();
  if (row.failed > 0) row.error = configuration.failed.front()->error;
  for (const std::string& path : paths) row.cells.push_back(cell_of(configuration, path));
  for (const auto& [name, pointer] : kFigures) {
    std::vector<double> values;
    for (const Json* result : configuration.results) {
      if (const auto value = figure_of(*result, pointer)) values.push_back(*value);
    }
    // A mean over some of the runs would pass for one over all.
    row.figures.push_back(values.size() == row.runs ? summarize(values) : Summary());
  }
  return row;
}

/// The first of each group, those whose data are known before others.
std::vector<const Configuration*> groups_of(const std::vector<Configuration>& all) {
  std::vector<const Configuration*> groups;
  for (const bool any_data : {false, true}) {
    for (const Configuration& one : all) {
      const bool is_new =
          std::none_of(groups.begin(), groups.end(),
                       [&](const Configuration* first) { return first->is_comparable_with(one); });
      if (is_new && one.may_be_on_any_data() == any_data) groups.push_back(&one);
    }
  }
  return groups;
}

}  // namespace

StudyTable study_table(const std::vector<TableRun>& runs) {
  StudyTable table;
  const std::vector<Configuration> all = configurations_of(runs);
  const std::vector<std::string> paths = differing_paths(all);
  table.columns = {"pipeline"};
  table.columns.insert(table.columns.end(), paths.begin(), paths.end());
  for (const auto& [name, pointer] : kFigures) table.figures.emplace_back(name);
  const std::vector<const Configuration*> groups = groups_of(all);
  for (const Configuration* one : groups) {
    table.groups.push_back({one->data, one->protocol, one->setting, {}});
  }
  for (const Configuration& one : all) {
    const auto group = std::find_if(groups.begin(), groups.end(), [&](const Configuration* first) {
      return first->is_comparable_with(one);
    });
    table.groups[static_cast<std::size_t>(group - groups.begin())].rows.push_back(
        row_of(one, paths));
  }
  return table;
}

}  // namespace zeroth::host
