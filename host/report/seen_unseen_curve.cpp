#include "host/report/seen_unseen_curve.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "host/report/mean_point.h"
#include "host/report/shown_settings.h"

namespace zeroth::host {
namespace {

constexpr int kPlaces = 200;  // of S at which a mean over seeds is taken

/// What a row adds to the accuracy of its side: class-averaged, in percent.
std::map<std::int64_t, double> row_weights(const RowOutcomes& rows) {
  std::map<std::int64_t, double> counts;
  std::map<bool, std::map<std::int64_t, bool>> classes;
  for (const RowOutcome& row : rows) {
    ++counts[row.label];
    classes[row.seen][row.label] = true;
  }
  std::map<std::int64_t, double> weights;
  for (const auto& [side, labels] : classes) {
    for (const auto& one : labels) {
      weights[one.first] = 100.0 / (counts[one.first] * static_cast<double>(labels.size()));
    }
  }
  return weights;
}

/// Mean of the curves of all seeds at places of S: the area under it is the mean of their areas.
ChartSeries curve_series(const ReportSetting& setting, const std::string& name) {
  std::vector<std::vector<SeenUnseen>> curves;
  double most = 0;
  for (const ReportRun& run : setting.runs) {
    curves.push_back(seen_unseen_curve(run.outcomes.rows));
    if (!curves.back().empty()) most = std::max(most, curves.back().front().seen);
  }
  ChartSeries series{name};
  for (int i = 0; i <= kPlaces && most > 0; ++i) {
    const double seen = most * i / kPlaces;
    std::vector<double> unseen;
    for (const auto& curve : curves) unseen.push_back(unseen_at(curve, seen));
    series.points.push_back(mean_point(seen, unseen));
  }
  return series;
}

}  // namespace

std::vector<SeenUnseen> seen_unseen_curve(const RowOutcomes& rows) {
  const bool has_seen = std::any_of(rows.begin(), rows.end(), [](const auto& r) { return r.seen; });
  const bool has_unseen =
      std::any_of(rows.begin(), rows.end(), [](const auto& r) { return !r.seen; });
  if (!has_seen || !has_unseen) return {};
  const auto weights = row_weights(rows);
  RowOutcomes right;
  SeenUnseen at;
  for (const RowOutcome& row : rows) {
    if (!row.right_on_side) continue;
    right.push_back(row);
    if (row.seen) at.seen += weights.at(row.label);
  }
  std::sort(right.begin(), right.end(),
            [](const RowOutcome& one, const RowOutcome& other) { return one.gap < other.gap; });
  std::vector<SeenUnseen> curve = {at};
  for (std::size_t i = 0; i < right.size();) {
    for (const double gap = right[i].gap; i < right.size() && right[i].gap == gap; ++i) {
      double& side = right[i].seen ? at.seen : at.unseen;
      side += (right[i].seen ? -1 : 1) * weights.at(right[i].label);
    }
    at.seen = std::max(at.seen, 0.0);  // sums of shares may miss 0 by rounding
    curve.push_back(at);
  }
  return curve;
}

double unseen_at(const std::vector<SeenUnseen>& curve, double seen) {
  // S falls along the curve: the first point that is not right of the place.
  const auto left = std::find_if(curve.begin(), curve.end(),
                                 [&](const SeenUnseen& one) { return one.seen <= seen; });
  if (left == curve.end()) return curve.empty() ? 0 : curve.back().unseen;
  if (left == curve.begin()) return left->seen == seen ? left->unseen : 0;
  const SeenUnseen &low = *left, &high = *(left - 1);
  if (low.seen == seen) return low.unseen;
  const double share = (seen - low.seen) / (high.seen - low.seen);
  return low.unseen + share * (high.unseen - low.unseen);
}

std::vector<Chart> seen_unseen_charts(const ReportGroup& group, const ReportTable& table,
                                      std::size_t number) {
  const std::vector<std::size_t> shown = shown_settings(table, kSettingsInChart);
  Chart chart{fmt::format("table-{}-seen-unseen", number),
              "Seen-unseen curve",
              fmt::format("Accuracy on unseen and on seen classes as the threshold between them "
                          "moves; AUSUC is the area below. Markers: where each setting stands."
                          "{}{}",
                          seeds_shown(group), shown_text(table, shown.size())),
              {"S, accuracy on seen classes in %", 0},
              {"U, accuracy on unseen classes in %", 0}};
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const auto& figures = table.rows[shown[i]].figures;
    if (!figures[kAusuc] || !figures[kU] || !figures[kS]) continue;
    const ReportSetting& setting = group.settings[shown[i]];
    ChartSeries curve = curve_series(
        setting, fmt::format("AUSUC {:.1f}, {}", figures[kAusuc]->seeds.mean, setting.label));
    curve.colour = i;
    ChartSeries place{setting.label,
                      SeriesKind::points,
                      {{figures[kS]->seeds.mean, figures[kU]->seeds.mean, figures[kU]->interval.low,
                        figures[kU]->interval.high}},
                      i,
                      false};
    chart.series.push_back(std::move(curve));
    chart.series.push_back(std::move(place));
  }
  if (chart.series.empty()) return {};
  return {std::move(chart)};
}

}  // namespace zeroth::host
