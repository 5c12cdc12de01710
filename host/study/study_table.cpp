#include "host/study/study_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "host/base/csv_field.h"

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
  std::vector<const Json*> results;

  /// Whether runs of both may be compared.
  bool is_comparable_with(const Configuration& other) const {
    return std::tie(data, protocol, setting) == std::tie(other.data, other.protocol, other.setting);
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
                     text_member(run.result, "protocol"),
                     text_member(run.result, "setting"),
                     run.pipeline,
                     run.name,
                     {},
                     {}};
  for (const Setting& one : run.settings) {
    if (one.path != "seed") made.settings.push_back(one);
  }
  return made;
}

std::vector<Configuration> configurations_of(const std::vector<TableRun>& runs) {
  std::vector<Configuration> all;
  for (const TableRun& run : runs) {
    Configuration made = configuration_of(run);
    const auto same = [&](const Configuration& one) { return one.is(made); };
    auto found = std::find_if(all.begin(), all.end(), same);
    if (found == all.end()) found = all.insert(all.end(), std::move(made));
    found->results.push_back(&run.result);
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
               configuration.results.size(),
               {}};
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

std::string row_of_cells(const std::vector<std::string>& cells) {
  std::string row = "|";
  for (std::string cell : cells) {
    for (std::size_t at = 0; (at = cell.find('|', at)) != std::string::npos; at += 2) {
      cell.insert(at, "\\");
    }
    row += " " + cell + " |";
  }
  return row + "\n";
}

std::vector<std::string> cells_of(const TableRow& row, const TableGroup& group) {
  std::vector<std::string> cells = row.cells;
  cells.push_back(std::to_string(row.runs));
  for (const Summary& figure : row.figures) cells.push_back(spread_text(figure));
  cells.insert(cells.end(), {group.protocol, group.setting});
  return cells;
}

}  // namespace

StudyTable study_table(const std::vector<TableRun>& runs) {
  StudyTable table;
  const std::vector<Configuration> all = configurations_of(runs);
  const std::vector<std::string> paths = differing_paths(all);
  table.columns = {"pipeline"};
  table.columns.insert(table.columns.end(), paths.begin(), paths.end());
  for (const auto& [name, pointer] : kFigures) table.figures.emplace_back(name);
  std::vector<const Configuration*> first_of_group;
  for (const Configuration& one : all) {
    std::size_t at = 0;
    while (at < table.groups.size() && !first_of_group[at]->is_comparable_with(one)) ++at;
    if (at == table.groups.size()) {
      first_of_group.push_back(&one);
      table.groups.push_back({one.data, one.protocol, one.setting, {}});
    }
    table.groups[at].rows.push_back(row_of(one, paths));
  }
  return table;
}

std::string spread_text(const Summary& figure) {
  if (figure.n == 0) return "";
  if (!figure.deviation) return fmt::format("{:.1f}", figure.mean);
  return fmt::format("{:.1f} ± {:.1f}", figure.mean, *figure.deviation);
}

std::string markdown_of(const StudyTable& table) {
  std::vector<std::string> head = table.columns;
  head.push_back("n");
  head.insert(head.end(), table.figures.begin(), table.figures.end());
  head.insert(head.end(), {"protocol", "setting"});
  std::string text;
  for (const TableGroup& group : table.groups) {
    if (table.groups.size() > 1) {
      // Of whatever differs between groups, the data are what a row does not say.
      text += fmt::format("{}data {}\n\n", text.empty() ? "" : "\n",
                          group.data.empty() ? "unknown" : group.data.substr(0, 8));
    }
    text += row_of_cells(head) + "|";
    for (std::size_t i = 0; i < head.size(); ++i) text += "---|";
    text += "\n";
    for (const TableRow& row : group.rows) text += row_of_cells(cells_of(row, group));
  }
  return text;
}

std::string csv_of(const StudyTable& table) {
  std::vector<std::string> head = table.columns;
  head.push_back("n");
  for (const std::string& figure : table.figures) {
    head.insert(head.end(), {figure, figure + " deviation"});
  }
  head.insert(head.end(), {"protocol", "setting", "data"});
  const auto line = [](std::vector<std::string> cells) {
    for (std::string& cell : cells) cell = csv_field(cell);
    return fmt::format("{}\n", fmt::join(cells, ","));
  };
  std::string text = line(head);
  for (const TableGroup& group : table.groups) {
    for (const TableRow& row : group.rows) {
      std::vector<std::string> cells = row.cells;
      cells.push_back(std::to_string(row.runs));
      for (const Summary& one : row.figures) {
        cells.push_back(one.n > 0 ? fmt::format("{}", one.mean) : "");
        cells.push_back(one.deviation ? fmt::format("{}", *one.deviation) : "");
      }
      cells.insert(cells.end(), {group.protocol, group.setting, group.data});
      text += line(cells);
    }
  }
  return text;
}

Json json_of(const StudyTable& table) {
  Json rows = Json::array();
  for (const TableGroup& group : table.groups) {
    for (const TableRow& row : group.rows) {
      Json settings = Json::object(), figures = Json::object();
      for (const Setting& one : row.settings) settings[one.path] = one.value;
      for (std::size_t i = 0; i < row.figures.size(); ++i) {
        const Summary& one = row.figures[i];
        if (one.n == 0) continue;
        figures[table.figures[i]] = {{"mean", one.mean},
                                     {"deviation", one.deviation ? Json(*one.deviation) : Json()}};
      }
      rows.push_back({{"pipeline", row.cells.front()},
                      {"settings", settings},
                      {"n", row.runs},
                      {"figures", figures},
                      {"protocol", group.protocol},
                      {"setting", group.setting},
                      {"data", group.data}});
    }
  }
  return rows;
}

}  // namespace zeroth::host
