#include "host/report/learning_charts.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "host/base/problem.h"
#include "host/record/metrics_log.h"
#include "host/report/mean_point.h"
#include "host/report/shown_settings.h"

namespace zeroth::host {
namespace {

/// Values by epoch, over the seeds that have it.
using Curve = std::map<std::int64_t, std::vector<double>>;
/// Curves in the order in which their names came.
using Curves = std::vector<std::pair<std::string, Curve>>;

struct SettingCurves {
  std::map<std::string, Curve> evaluations;            ///< of the main figure, by part
  std::vector<std::pair<std::string, Curves>> losses;  ///< by stage, of the last part
};

template <class Value>
Value& named(std::vector<std::pair<std::string, Value>>& list, const std::string& name) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const auto& one) { return one.first == name; });
  return found == list.end() ? list.emplace_back(name, Value()).second : found->second;
}

void add_line(const Json& line, const char* figure, SettingCurves& curves) {
  const Json epoch = line.value("epoch", Json()), part = line.value("part", Json());
  if (!epoch.is_number_integer() || !part.is_string()) return;
  const auto at = epoch.get<std::int64_t>();
  const Json evaluation = line.value("evaluation", Json::object());
  if (evaluation.is_object() && evaluation.contains(figure) && evaluation[figure].is_number()) {
    curves.evaluations[part.get<std::string>()][at].push_back(evaluation[figure].get<double>());
  }
  const Json losses = line.value("losses", Json::object());
  const Json stage = line.value("stage", Json(""));
  if (part != "final" || !losses.is_object() || !stage.is_string()) return;
  for (const auto& [name, value] : losses.items()) {
    if (!value.is_number()) continue;
    named(named(curves.losses, stage.get<std::string>()), name)[at].push_back(value.get<double>());
  }
}

SettingCurves curves_of(const ReportSetting& setting, const char* figure) {
  SettingCurves curves;
  for (const ReportRun& run : setting.runs) {
    try {
      for (const MetricsLine& line : read_metrics(run.path() / "metrics.jsonl")) {
        if (line.content.is_object()) add_line(line.content, figure, curves);
      }
    } catch (const Failure&) {
      continue;  // its figures are made of its scores, not of these
    }
  }
  return curves;
}

ChartSeries line_of(const std::string& name, const Curve& curve) {
  ChartSeries line{name};
  for (const auto& [epoch, values] : curve) {
    line.points.push_back(mean_point(static_cast<double>(epoch), values));
  }
  return line;
}

/// A curve of one evaluation is no curve.
void add_evaluations(const ReportGroup& group, const ReportTable& table, std::size_t number,
                     const std::map<std::size_t, SettingCurves>& curves,
                     const std::vector<std::size_t>& shown, std::vector<Chart>& charts) {
  const char* figure = kFigureNames[table.main.value_or(kH)];
  for (const char* part : {"selection", "final"}) {
    const bool on_test = std::string(part) == "final" && group.protocol != "validation";
    Chart chart{fmt::format("table-{}-learning-{}", number, on_test ? "test" : "validation"),
                fmt::format("{} by epoch", figure),
                fmt::format("{} of {} rows after each epoch at which the run was evaluated.{}{}",
                            figure, on_test ? "test" : "validation", seeds_shown(group),
                            shown_text(table, shown.size())),
                {"epoch"},
                {fmt::format("{} in %", figure)}};
    for (const std::size_t setting : shown) {
      const auto& evaluations = curves.at(setting).evaluations;
      const auto found = evaluations.find(part);
      if (found == evaluations.end() || found->second.size() < 2) continue;
      chart.series.push_back(line_of(group.settings[setting].label, found->second));
    }
    if (!chart.series.empty()) charts.push_back(std::move(chart));
  }
}

void add_losses(const ReportGroup& group, const ReportTable& table, std::size_t number,
                std::size_t setting, const SettingCurves& curves, std::size_t shown,
                std::vector<Chart>& charts) {
  for (std::size_t i = 0; i < curves.losses.size(); ++i) {
    const auto& [stage, losses] = curves.losses[i];
    const std::string what = stage.empty() ? "training" : stage;
    Chart chart{fmt::format("table-{}-losses-{}-{}", number, setting + 1, i + 1),
                fmt::format("Losses of {}, {}", what, group.settings[setting].label),
                fmt::format("Mean of each loss over the iterations of an epoch.{}{}",
                            seeds_shown(group), shown_text(table, shown)),
                {"epoch of " + what},
                {"loss"}};
    bool is_curve = false;
    for (const auto& [name, curve] : losses) {
      is_curve |= curve.size() > 1;
      chart.series.push_back(line_of(name, curve));
    }
    if (is_curve) charts.push_back(std::move(chart));
  }
}

}  // namespace

std::vector<Chart> learning_charts(const ReportGroup& group, const ReportTable& table,
                                   std::size_t number) {
  const std::vector<std::size_t> shown = shown_settings(table, kSettingsInChart);
  const char* figure = kFigureNames[table.main.value_or(kH)];
  std::map<std::size_t, SettingCurves> curves;
  for (const std::size_t setting : shown) {
    curves.emplace(setting, curves_of(group.settings[setting], figure));
  }
  std::vector<Chart> charts;
  add_evaluations(group, table, number, curves, shown, charts);
  const std::size_t most = std::min(kSettingsWithCharts, shown.size());
  for (std::size_t i = 0; i < most; ++i) {
    add_losses(group, table, number, shown[i], curves.at(shown[i]), most, charts);
  }
  return charts;
}

}  // namespace zeroth::host
