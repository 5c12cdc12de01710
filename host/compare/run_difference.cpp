#include "host/compare/run_difference.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "host/compare/comparable.h"
#include "host/compare/part_differences.h"
#include "host/compare/setting_differences.h"
#include "host/compare/told_difference.h"
#include "host/compare/verdict.h"
#include "host/statistics/optimism.h"

namespace zeroth::host {
namespace {

constexpr int kDifferenceVersion = 1;

Json side_of(const ComparedRun& run) {
  Json side = {{"run", run.summary.path.string()},
               {"name", run.summary.name},
               {"state", name_of(run.summary.state)},
               {"protocol", run.setting("evaluate", "protocol")},
               {"setting", run.setting("problem", "setting")}};
  if (run.summary.seed) side["seed"] = *run.summary.seed;
  if (!run.summary.error.empty()) side["error"] = run.summary.error;
  return side;
}

Json to_json(const std::vector<SettingDifference>& settings) {
  Json list = Json::array();
  for (const SettingDifference& one : settings) {
    Json entry = {{"path", one.path}};
    if (one.first) entry["first"] = *one.first;
    if (one.second) entry["second"] = *one.second;
    entry["role"] = name_of(one.role);
    list.push_back(entry);
  }
  return list;
}

Json data_of(const ComparedRun& run) { return run.identity ? run.identity->data : Json(); }

/// {"first", "second": {"name", "hash"} or null, "same": true, false or null, "rows"}.
Json data_document(const ComparedRun& first, const ComparedRun& second,
                   const std::optional<Json>& figures) {
  const Json one = data_of(first), other = data_of(second);
  Json data = {{"first", one}, {"second", other}, {"same", nullptr}};
  if (one.is_object() && other.is_object()) data["same"] = one.at("hash") == other.at("hash");
  if (!figures || data["same"] != true) return data;
  data["rows"] = figures->at("rows");
  data["relation"] = figures->at("relation");
  return data;
}

Json to_json(const std::vector<PluginDifference>& plugins) {
  Json list = Json::array();
  for (const PluginDifference& one : plugins) {
    list.push_back({{"plugin", one.id}, {"first", one.first}, {"second", one.second}});
  }
  return list;
}

Json to_json(const std::vector<EnvironmentDifference>& environment) {
  Json list = Json::array();
  for (const EnvironmentDifference& one : environment) {
    list.push_back({{"name", one.name},
                    {"first", one.first},
                    {"second", one.second},
                    {"decides", one.decides}});
  }
  return list;
}

/// Of whatever the runs are made of, in the order of the sections.
struct Parts {
  std::vector<SettingDifference> settings;
  std::vector<PluginDifference> plugins;
  std::vector<EnvironmentDifference> environment;
  bool moved = false;  ///< one of them went on elsewhere
};

Parts parts_of(const ComparedRun& first, const ComparedRun& second) {
  Parts parts;
  parts.settings = setting_differences(first.pipeline, second.pipeline);
  if (!first.identity || !second.identity) return parts;
  parts.plugins = plugin_differences(*first.identity, *second.identity);
  parts.environment = environment_changes(*first.identity, *second.identity);
  parts.moved = moved_on(*first.identity) || moved_on(*second.identity);
  return parts;
}

std::string counted(std::size_t count, const char* what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

/// "threads, blas", what rounds otherwise.
std::string numerics_of(const Parts& parts) {
  std::string names;
  const auto add = [&](const std::string& name) { names += (names.empty() ? "" : ", ") + name; };
  for (const SettingDifference& one : parts.settings) {
    if (one.role == SettingRole::numerics) add(one.path);
  }
  for (const EnvironmentDifference& one : parts.environment) {
    if (one.decides) add(one.name);
  }
  if (parts.moved) add("one of them went on in another environment");
  return names;
}

std::vector<Cause> causes_of(const Parts& parts, const Json& same_data) {
  const auto settings = [&](SettingRole role) {
    return static_cast<std::size_t>(
        std::count_if(parts.settings.begin(), parts.settings.end(),
                      [&](const SettingDifference& one) { return one.role == role; }));
  };
  std::vector<Cause> causes;
  if (const auto count = settings(SettingRole::method)) {
    causes.push_back({"configuration", counted(count, "setting")});
  }
  if (same_data == false) causes.push_back({"data", "the arrays have another hash"});
  const auto of_reader = settings(SettingRole::data);
  if (same_data.is_null() && of_reader > 0) {
    causes.push_back({"data", counted(of_reader, "setting") + " of the reader"});
  }
  if (!parts.plugins.empty()) {
    causes.push_back({"plugins", counted(parts.plugins.size(), "plugin")});
  }
  const std::string numerics = numerics_of(parts);
  if (!numerics.empty()) causes.push_back({"numerics", numerics});
  if (settings(SettingRole::seed) > 0) causes.push_back({"chance", "the seed"});
  return causes;
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    text += (i == 0 ? "" : i + 1 < names.size() ? ", " : " and ") + names[i];
  }
  return text;
}

/// What the difference of the leading figure means for these two models.
std::string difference_sentence(const Json& figures) {
  const Json& images = figures.at("difference");
  std::string leading;
  for (const char* name : {"H", "T1", "S"}) {
    if (leading.empty() && images.contains(name)) leading = name;
  }
  if (leading.empty()) return "";
  const Json& one = images.at(leading);
  const std::string value = told_difference(figures, leading);
  if (one.at("distinguishable").get<bool>()) {
    return fmt::format("{} {} of B over A is more than the choice of test images explains.",
                       leading, value);
  }
  std::vector<std::string> others;
  for (const auto& [name, figure] : images.items()) {
    if (figure.at("distinguishable").get<bool>()) others.push_back(name);
  }
  return fmt::format("On these test images the two are not distinguishable in {}: {}{}.", leading,
                     value, others.empty() ? "" : "; in " + listed(others) + " they are");
}

/// Best-on-test minus strict, by figure.
Json gap_document(const Json& runs, bool first_is_oracle) {
  Json gaps = Json::object();
  for (const auto& [name, value] : runs[first_is_oracle ? 0 : 1].at("metrics").items()) {
    const Json strict = runs[first_is_oracle ? 1 : 0].at("metrics").value(name, Json());
    if (!value.is_number() || !strict.is_number()) continue;
    constexpr std::int64_t kSeed = 0;  // of both: nothing but the protocol differs
    const auto gap = optimism_gap({{kSeed, value.get<double>()}}, {{kSeed, strict.get<double>()}});
    gaps[name] = gap->gap.mean;
  }
  return gaps;
}

/// Figures of both, and of those that may be compared their difference.
Json figure_document(const ComparedRun& first, const ComparedRun& second, const Json& said) {
  Json figures = {{"first", said.at("runs")[0].at("metrics")},
                  {"second", said.at("runs")[1].at("metrics")}};
  const std::vector<std::string> why = not_comparable(first, second, said);
  if (is_optimism_gap(first, second, said)) {
    const bool first_is_oracle = first.setting("evaluate", "protocol") == "paper-oracle";
    figures["optimism_gap"] = gap_document(said.at("runs"), first_is_oracle);
  }
  figures["not_compared"] = why;
  if (!why.empty()) return figures;
  figures["rows"] = said.at("rows")[0];
  figures["same_predictions"] = said.at("same_predictions");
  figures["difference"] = said.at("images");
  return figures;
}

bool same_bits(const Json& said) {
  const Json &one = said.at("runs")[0], &other = said.at("runs")[1];
  for (const char* name : {"scores", "model", "log"}) {
    if (one.at(name) != other.at(name)) return false;
  }
  return true;
}

Json to_json(const DifferenceVerdict& verdict) {
  Json causes = Json::array();
  for (const Cause& one : verdict.causes)
    causes.push_back({{"kind", one.kind}, {"what", one.what}});
  return {{"kind", verdict.kind}, {"causes", causes}, {"text", verdict.text}};
}

Json warnings_of(const ComparedRun& first, const ComparedRun& second) {
  Json warnings = Json::array();
  for (const ComparedRun* run : {&first, &second}) {
    if (run->summary.problem.empty()) continue;
    warnings.push_back(fmt::format("{}: {}", run->summary.path.string(), run->summary.problem));
  }
  return warnings;
}

}  // namespace

Json difference_document(const ComparedRun& first, const ComparedRun& second,
                         const std::optional<Json>& figures) {
  const Parts parts = parts_of(first, second);
  Json document = {
      {"schema_version", kDifferenceVersion},          {"runs", {side_of(first), side_of(second)}},
      {"warnings", warnings_of(first, second)},        {"settings", to_json(parts.settings)},
      {"data", data_document(first, second, figures)}, {"plugins", to_json(parts.plugins)},
      {"environment", to_json(parts.environment)},     {"figures", nullptr}};
  ResultsOf results;
  if (figures) {
    document["figures"] = figure_document(first, second, *figures);
    results.known = true;
    results.same_bits = same_bits(*figures);
    const Json& shown = document["figures"];
    if (shown.contains("difference")) results.difference = difference_sentence(shown);
  }
  const auto causes = causes_of(parts, document["data"]["same"]);
  document["verdict"] = to_json(verdict_of(causes, results));
  return document;
}

}  // namespace zeroth::host
