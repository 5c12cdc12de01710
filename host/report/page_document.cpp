#include "host/report/page_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "host/report/page_tables.h"
#include "host/report/table_cells.h"

namespace zeroth::host {
namespace {

constexpr std::size_t kMostDistinct = 4;

std::string plural(std::size_t count, const std::string& word) {
  return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
}

std::string runs_text(const ReportGroup& group) {
  std::size_t runs = 0;
  for (const ReportSetting& one : group.settings) runs += one.runs.size();
  return fmt::format("{} of {}", plural(runs, "run"), plural(group.settings.size(), "setting"));
}

std::string looks_of(const ReportTable& table) {
  ReportRow all = table.rows.front();
  for (const ReportRow& row : table.rows) {
    all.fewest_looks = std::min(all.fewest_looks, row.fewest_looks);
    all.most_looks = std::max(all.most_looks, row.most_looks);
  }
  return looks_text(all) + " a run";
}

Json figures_json(const std::vector<Chart>& charts) {
  Json figures = Json::array();
  for (const Chart& one : charts) figures.push_back(page_figure(one));
  return figures;
}

Json group_json(const ReportPage& page, std::size_t number) {
  const ReportTable& table = page.tables.groups[number];
  const ReportGroup& group = page.data.groups[table.group];
  Json json = {{"id", fmt::format("table-{}", number + 1)},
               {"title", group.title()},
               {"data", group.data},
               {"data_hash", group.data_hash},
               {"protocol", protocol_text(group.protocol)},
               {"setting", group.setting},
               {"runs", runs_text(group)},
               {"looks", looks_of(table)},
               {"main", page_table(main_table(page.data, table, number + 1, TableWidth::wide))},
               {"has_sentences", !table.sentences.empty()},
               {"sentences", table.sentences},
               {"figures", figures_json(page.charts[number])}};
  if (table.main && table.pairs.size() > 1) {
    json["pairs"] = Json::array({page_table(pairs_table(page.data, table, number + 1))});
  }
  return json;
}

/// "2026-01-31 12:34 UTC" of a time stamp.
std::string minute_of(const std::string& stamp) {
  constexpr std::size_t kDate = 10, kMinute = 16;
  if (stamp.size() < kMinute) return stamp;
  return stamp.substr(0, kDate) + " " + stamp.substr(kDate + 1, kMinute - kDate - 1) + " UTC";
}

/// Values by name, each with all that runs have, in the order of their first run.
using Used = std::vector<std::pair<std::string, std::vector<std::string>>>;

void add_used(Used& used, const std::string& name, const std::string& value) {
  auto found =
      std::find_if(used.begin(), used.end(), [&](const auto& one) { return one.first == name; });
  if (found == used.end()) found = used.insert(used.end(), {name, {}});
  auto& values = found->second;
  if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
}

std::string value_text(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

void for_every_run(const ReportData& data, const std::function<void(const ReportRun&)>& use) {
  for (const ReportGroup& group : data.groups) {
    for (const ReportSetting& setting : group.settings) {
      for (const ReportRun& run : setting.runs) use(run);
    }
  }
}

Json used_table(const std::string& id, const std::string& title, const std::string& head,
                const Used& used) {
  PrintedTable table{title, title + ".", id, {head, "of these runs"}};
  table.texts = 2;
  for (const auto& [name, values] : used) {
    std::string text;
    for (std::size_t i = 0; i < std::min(values.size(), kMostDistinct); ++i) {
      text += (i == 0 ? "" : "; ") + values[i];
    }
    if (values.size() > kMostDistinct) {
      text += fmt::format("; and {} more", values.size() - kMostDistinct);
    }
    table.rows.push_back({{name}, {text}});
  }
  Json json = page_table(table);
  json["is_sortable"] = false;
  return json;
}

/// What the runs were made of: data, plugins, environment.
Json used_json(const ReportData& data) {
  Used sets, plugins, environment;
  for_every_run(data, [&](const ReportRun& run) {
    add_used(sets, run.summary.data, run.summary.data_hash);
    for (const auto& [id, plugin] : run.identity.plugins.items()) {
      add_used(plugins, id,
               fmt::format("{} ({})", value_text(plugin.value("version", Json(""))),
                           value_text(plugin.value("hash", Json("")))));
    }
    const Json last = run.identity.last_environment();
    for (const auto& [name, value] : last.items()) {
      add_used(environment, name, value_text(value));
    }
    const Json& status = run.summary.status;
    for (const char* name : {"host", "processor", "system"}) {
      const Json value = status.is_object() ? status.value(name, Json()) : Json();
      if (value.is_string()) add_used(environment, name, value.get<std::string>());
    }
  });
  return Json::array(
      {used_table("used-data", "Data and the hash of their arrays", "data", sets),
       used_table("used-plugins", "Plugins, their versions and hashes", "plugin", plugins),
       used_table("used-environment", "What the runs were computed with", "environment",
                  environment)});
}

Json references_json(const std::vector<ReportReference>& references) {
  Json json = Json::array();
  for (const ReportReference& one : references) {
    json.push_back({{"key", one.key},
                    {"bibtex", one.bibtex},
                    {"used_by", fmt::format("{}", fmt::join(one.used_by, ", "))}});
  }
  return json;
}

Json left_out_json(const std::vector<LeftOutRun>& left_out) {
  PrintedTable table{"Runs that are left out",
                     plural(left_out.size(), "run") + " left out.",
                     "left-out",
                     {"run", "why"}};
  table.texts = 2;
  for (const LeftOutRun& one : left_out) table.rows.push_back({{one.path.string()}, {one.why}});
  return page_table(table);
}

std::string title_of(const ReportData& data) {
  std::set<std::string> sets;
  for (const ReportGroup& group : data.groups) sets.insert(group.data);
  return fmt::format("{} on {}", plural(data.runs(), "run"), fmt::join(sets, ", "));
}

std::string summary_of(const ReportPage& page) {
  std::size_t settings = 0;
  for (const ReportGroup& group : page.data.groups) settings += group.settings.size();
  std::string text = fmt::format("{} in {}, made {}", plural(settings, "setting"),
                                 plural(page.data.groups.size(), "table"), minute_of(page.made));
  if (!page.data.left_out.empty()) {
    text += fmt::format("; {} left out, see the notes", plural(page.data.left_out.size(), "run"));
  }
  return text + ". Nothing is averaged or compared across tables.";
}

Json contents_json(const Json& document) {
  Json contents = Json::array();
  for (const char* part : {"papers", "groups"}) {
    for (const Json& one : document.at(part)) {
      contents.push_back({{"id", one.at("id")}, {"title", one.at("title")}});
    }
  }
  if (document.at("has_maps") == true)
    contents.push_back({{"id", "maps"}, {"title", "Maps of rows"}});
  if (document.contains("optimism")) {
    contents.push_back({{"id", "optimism"}, {"title", "Optimism gap"}});
  }
  if (document.at("has_notes") == true) contents.push_back({{"id", "notes"}, {"title", "Notes"}});
  contents.push_back({{"id", "used"}, {"title", "What was used"}});
  return contents;
}

}  // namespace

Json page_document(const ReportPage& page) {
  Json groups = Json::array(), papers = Json::array();
  for (std::size_t i = 0; i < page.tables.groups.size(); ++i) groups.push_back(group_json(page, i));
  for (const PrintedTable& one : page.papers) {
    Json table = page_table(one);
    papers.push_back({{"id", "paper-" + table.at("id").get<std::string>()},
                      {"title", one.title},
                      {"main", std::move(table)}});
  }
  const bool has_left_out = !page.data.left_out.empty();
  Json document = {{"version", ZEROTH_VERSION},
                   {"title", title_of(page.data)},
                   {"summary", summary_of(page)},
                   {"made", minute_of(page.made)},
                   {"groups", std::move(groups)},
                   {"papers", std::move(papers)},
                   {"has_maps", !page.maps.empty()},
                   {"maps", figures_json(page.maps)},
                   {"has_notes", has_left_out || !page.data.notes.empty()},
                   {"notes", page.data.notes},
                   {"used", used_json(page.data)},
                   {"has_references", !page.references.empty()},
                   {"references", references_json(page.references)}};
  if (!page.tables.optimism.empty()) {
    document["optimism"] = Json::array({page_table(optimism_table(page.tables.optimism))});
  }
  if (has_left_out) document["left_out"] = Json::array({left_out_json(page.data.left_out)});
  document["contents"] = contents_json(document);
  document["has_contents"] = document["contents"].size() > 2;
  return document;
}

}  // namespace zeroth::host
