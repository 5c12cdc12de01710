#include "host/report/gate_charts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/draw/axis_scale.h"
#include "host/report/shown_settings.h"

namespace zeroth::host {
namespace {

constexpr int kBins = 40;
constexpr double kShareOfEnds =
    0.005;  // of all rows, that the first and the last bin take at least

struct Gaps {
  std::vector<double> seen, unseen;
};

Gaps gaps_of(const ReportSetting& setting) {
  Gaps gaps;
  for (const ReportRun& run : setting.runs) {
    for (const RowOutcome& row : run.outcomes.rows) {
      (row.seen ? gaps.seen : gaps.unseen).push_back(row.gap);
    }
  }
  return gaps;
}

/// Bins of the same width, of which one begins at 0: no bin holds rows of both sides of the border.
struct Bins {
  double low = 0, width = 0;
  std::size_t count = 0;

  std::size_t of(double gap) const {
    const double bin = std::floor((gap - low) / width);
    return static_cast<std::size_t>(std::clamp(bin, 0.0, static_cast<double>(count - 1)));
  }
  double begin(std::size_t bin) const { return low + width * static_cast<double>(bin); }
};

/// A single far row would leave all others in one bin.
Bins bins_of(const Gaps& gaps) {
  std::vector<double> all = gaps.seen;
  all.insert(all.end(), gaps.unseen.begin(), gaps.unseen.end());
  all.erase(std::remove_if(all.begin(), all.end(), [](double gap) { return !is_drawable(gap); }),
            all.end());
  double low = -1, high = 1;
  if (!all.empty()) {
    std::sort(all.begin(), all.end());
    const auto cut = static_cast<std::size_t>(kShareOfEnds * static_cast<double>(all.size()));
    low = std::min(all[cut], 0.0);
    high = std::max(all[all.size() - 1 - cut], 0.0);
    if (!(high > low)) high = low + 1;
  }
  const double width = (high - low) / kBins;
  const double below = std::ceil(-low / width), above = std::max(std::ceil(high / width), 1.0);
  return {0.0 - below * width, width, static_cast<std::size_t>(below + above)};
}

ChartSeries histogram(const std::string& name, const std::vector<double>& gaps, const Bins& bins,
                      std::size_t colour) {
  std::vector<double> counts(bins.count);
  for (const double gap : gaps) ++counts[bins.of(gap)];
  ChartSeries series{name, SeriesKind::steps, {}, colour};
  for (std::size_t i = 0; i < bins.count; ++i) {
    series.points.push_back({bins.begin(i), 100 * counts[i] / static_cast<double>(gaps.size())});
  }
  series.points.push_back({bins.begin(bins.count), 0});
  return series;
}

}  // namespace

std::vector<Chart> gate_charts(const ReportGroup& group, const ReportTable& table,
                               std::size_t number) {
  const std::vector<std::size_t> shown = shown_settings(table, kSettingsWithCharts);
  std::vector<Chart> charts;
  for (const std::size_t setting : shown) {
    const ReportSetting& one = group.settings[setting];
    const Gaps gaps = gaps_of(one);
    if (gaps.seen.empty() || gaps.unseen.empty()) continue;
    const Bins bins = bins_of(gaps);
    Chart chart{fmt::format("table-{}-gate-{}", number, setting + 1),
                "Gate between seen and unseen, " + one.label,
                fmt::format("Best score among seen classes minus best score among unseen ones, of "
                            "every test row{}. Right of 0 a row is called seen. The first and the "
                            "last bin hold all rows beyond them.{}",
                            one.runs.size() > 1 ? fmt::format(" of {} seeds", one.runs.size()) : "",
                            shown_text(table, shown.size())),
                {"score for seen minus score for unseen"},
                {"share of the rows in %", 0}};
    chart.series.push_back(histogram("rows of seen classes", gaps.seen, bins, 0));
    chart.series.push_back(histogram("rows of unseen classes", gaps.unseen, bins, 1));
    chart.marks.push_back({0, "called seen from here"});
    charts.push_back(std::move(chart));
  }
  return charts;
}

}  // namespace zeroth::host
