#include "host/report/optimism_rows.h"

#include <algorithm>
#include <map>

#include "host/report/setting_identity.h"

namespace zeroth::host {
namespace {

constexpr const char* kOracle = "paper-oracle";

struct Placed {
  const ReportGroup* group;
  const ReportSetting* setting;
};

std::map<std::int64_t, double> by_seed(const ReportSetting& setting, const char* figure) {
  std::map<std::int64_t, double> values;
  for (const ReportRun& run : setting.runs) {
    if (const auto value = run.summary.figure(figure)) {
      values[static_cast<std::int64_t>(run.seed)] = *value;
    }
  }
  return values;
}

OptimismRow row_of(const Placed& oracle, const Placed& strict) {
  OptimismRow row{
      strict.setting->label, strict.group->data, strict.group->setting, strict.group->protocol, {}};
  for (std::size_t f = 0; f < kFigureCount; ++f) {
    row.gaps[f] = optimism_gap(by_seed(*oracle.setting, kFigureNames[f]),
                               by_seed(*strict.setting, kFigureNames[f]));
  }
  return row;
}

bool has_gap(const OptimismRow& row) {
  return std::any_of(row.gaps.begin(), row.gaps.end(),
                     [](const auto& one) { return one.has_value(); });
}

}  // namespace

std::vector<OptimismRow> optimism_rows(const ReportData& data) {
  std::map<std::string, std::vector<Placed>> oracles;
  const auto method_of = [](const ReportSetting& setting) {
    const ReportRun& run = setting.runs.front();
    return method_identity(run) + "\t" + problem_identity(run);
  };
  for (const ReportGroup& group : data.groups) {
    if (group.protocol != kOracle) continue;
    for (const ReportSetting& one : group.settings) {
      oracles[method_of(one)].push_back({&group, &one});
    }
  }
  std::vector<OptimismRow> rows;
  for (const ReportGroup& group : data.groups) {
    if (group.protocol == kOracle || group.protocol == "validation") continue;
    for (const ReportSetting& one : group.settings) {
      for (const Placed& oracle : oracles[method_of(one)]) {
        OptimismRow row = row_of(oracle, {&group, &one});
        if (has_gap(row)) rows.push_back(std::move(row));
      }
    }
  }
  return rows;
}

}  // namespace zeroth::host
