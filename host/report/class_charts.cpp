#include "host/report/class_charts.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/report/class_shares.h"
#include "host/report/shown_settings.h"

namespace zeroth::host {
namespace {

constexpr std::size_t kMostConfused = 9, kPairsInWords = 3;

Chart accuracy_chart(const std::string& id, const std::string& label, const ClassNames& names,
                     std::vector<ClassShares> classes, const std::string& more) {
  std::stable_sort(classes.begin(), classes.end(), [](const auto& one, const auto& other) {
    return one.mean_accuracy() > other.mean_accuracy();
  });
  Chart chart{id,
              "Accuracy of each class, " + label,
              "Share of the test rows of a class that get it, the highest first; the mean over "
              "the unseen classes is U, over the seen ones S." +
                  more,
              {"class"},
              {"accuracy in %", 0, 100}};
  ChartSeries seen{"seen", SeriesKind::bars, {}, 0}, unseen{"unseen", SeriesKind::bars, {}, 1};
  for (std::size_t i = 0; i < classes.size(); ++i) {
    const ClassShares& one = classes[i];
    chart.x.names.push_back(name_of_class(names, one.id));
    ChartPoint point{static_cast<double>(i), one.mean_accuracy()};
    if (one.accuracy.size() > 1) {
      point.low = *std::min_element(one.accuracy.begin(), one.accuracy.end());
      point.high = *std::max_element(one.accuracy.begin(), one.accuracy.end());
    }
    point.label = fmt::format("{} row{}", one.rows, one.rows == 1 ? "" : "s");
    (one.seen ? seen : unseen).points.push_back(point);
  }
  for (ChartSeries* one : {&seen, &unseen}) {
    if (!one->points.empty()) chart.series.push_back(std::move(*one));
  }
  return chart;
}

struct ConfusedPair {
  std::size_t of = 0;  ///< place among the classes
  std::int64_t with = 0;
  double share = 0;
};

std::vector<ConfusedPair> confused_pairs(const std::vector<ClassShares>& classes) {
  std::vector<ConfusedPair> pairs;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    for (const auto& [predicted, share] : classes[i].shares) {
      if (predicted != classes[i].id) pairs.push_back({i, predicted, share});
    }
  }
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const auto& one, const auto& other) { return one.share > other.share; });
  return pairs;
}

/// Classes of the worst pairs, as many as a matrix shows.
std::vector<std::int64_t> classes_of(const std::vector<ConfusedPair>& pairs,
                                     const std::vector<ClassShares>& classes) {
  std::vector<std::int64_t> chosen;
  for (const ConfusedPair& pair : pairs) {
    for (const std::int64_t id : {classes[pair.of].id, pair.with}) {
      if (chosen.size() == kMostConfused) return chosen;
      if (std::find(chosen.begin(), chosen.end(), id) == chosen.end()) chosen.push_back(id);
    }
  }
  return chosen;
}

std::string words_of(const std::vector<ConfusedPair>& pairs,
                     const std::vector<ClassShares>& classes, const ClassNames& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min(kPairsInWords, pairs.size()); ++i) {
    text += fmt::format("{}{:.0f} % of {} are taken for {}", i == 0 ? " " : ", ", pairs[i].share,
                        name_of_class(names, classes[pairs[i].of].id),
                        name_of_class(names, pairs[i].with));
  }
  return text.empty() ? "" : text + ".";
}

Chart confusion_chart(const std::string& id, const std::string& label, const ClassNames& names,
                      const std::vector<ClassShares>& classes,
                      const std::vector<ConfusedPair>& pairs, const std::string& more) {
  Chart chart{id,
              "Classes taken for each other, " + label,
              "Share in percent of the test rows of the class of a row that get the class of a "
              "column, for the classes of the worst pairs; all others are left out." +
                  words_of(pairs, classes, names) + more,
              {"predicted class"},
              {"true class"}};
  std::vector<const ClassShares*> rows;
  const std::vector<std::int64_t> chosen = classes_of(pairs, classes);
  for (const std::int64_t one : chosen) {
    chart.x.names.push_back(name_of_class(names, one));
    const auto found = std::find_if(classes.begin(), classes.end(),
                                    [&](const ClassShares& it) { return it.id == one; });
    if (found == classes.end()) continue;  // predicted, and without test rows
    chart.y.names.push_back(chart.x.names.back());
    rows.push_back(&*found);
  }
  chart.matrix = ChartMatrix{"share of the rows of the class in %", {}};
  for (const ClassShares* row : rows) {
    for (const std::int64_t one : chosen) {
      const auto found = row->shares.find(one);
      chart.matrix->values.push_back(found == row->shares.end() ? 0 : found->second);
    }
  }
  return chart;
}

}  // namespace

std::vector<Chart> class_charts(const ReportGroup& group, const ReportTable& table,
                                std::size_t number) {
  const ClassNames names = class_names_of(group);
  const std::vector<std::size_t> shown = shown_settings(table, kSettingsWithCharts);
  std::vector<Chart> charts;
  for (const std::size_t setting : shown) {
    const ReportSetting& one = group.settings[setting];
    const std::vector<ClassShares> classes = class_shares(one);
    const std::string more =
        (one.runs.size() > 1 ? fmt::format(" Over {} seeds.", one.runs.size()) : "") +
        shown_text(table, shown.size());
    charts.push_back(accuracy_chart(fmt::format("table-{}-classes-{}", number, setting + 1),
                                    one.label, names, classes, more));
    const std::vector<ConfusedPair> pairs = confused_pairs(classes);
    if (pairs.empty()) continue;
    charts.push_back(confusion_chart(fmt::format("table-{}-confused-{}", number, setting + 1),
                                     one.label, names, classes, pairs, more));
  }
  return charts;
}

}  // namespace zeroth::host
