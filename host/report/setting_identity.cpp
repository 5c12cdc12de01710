#include "host/report/setting_identity.h"

#include <fmt/format.h>

#include <map>

#include "host/base/begins_with.h"
#include "host/base/hash.h"
#include "host/compare/setting_differences.h"
#include "host/runs/flat_json.h"

namespace zeroth::host {
namespace {

/// Values by their places, as far as `counts` says, and builds of plugins.
template <class Counts>
std::string identity_of(const ReportRun& run, Counts counts) {
  std::map<std::string, std::string> values;  // in one order, whoever wrote the pipeline
  for (const FlatValue& one : flat_values(run.pipeline())) {
    const SettingRole role = role_of(one.first);
    const bool decides = role == SettingRole::method || role == SettingRole::numerics;
    if (decides && counts(one.first)) values[one.first] = same_json(one.second);
  }
  for (const auto& [id, build] : builds_of(run)) values[id] = build;
  std::string text;
  for (const auto& [path, value] : values) text += fmt::format("{}\t{}\n", path, value);
  return text;
}

}  // namespace

std::map<std::string, std::string> builds_of(const ReportRun& run) {
  std::map<std::string, std::string> builds;
  for (const auto& [id, plugin] : run.identity.plugins.items()) {
    const std::string version = plugin.at("version"), hash = plugin.at("hash");
    builds[id] = fmt::format("{} ({})", version, hash.substr(0, 8));
  }
  return builds;
}

std::string setting_identity(const ReportRun& run) {
  return identity_of(run, [](const std::string&) { return true; });
}

std::string method_identity(const ReportRun& run) {
  return identity_of(run, [](const std::string& path) { return !begins_with(path, "evaluate."); });
}

std::string rows_identity(const ReportRun& run) {
  Hasher hasher;
  for (const RowOutcome& one : run.outcomes.rows) {
    const std::int64_t what[] = {one.row, one.label, one.seen};
    hasher.add(what, sizeof what);
  }
  return hasher.text();
}

std::string problem_identity(const ReportRun& run) {
  return fmt::format("{}\t{}\t{}\t{}", run.summary.data_hash, run.setting, run.outcomes.oracle_gate,
                     rows_identity(run));
}

std::string group_identity(const ReportRun& run) {
  return run.summary.protocol + "\t" + problem_identity(run);
}

}  // namespace zeroth::host
