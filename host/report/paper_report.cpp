#include "host/report/paper_report.h"

#include <set>
#include <utility>

namespace zeroth::host {
namespace {

/// Classes of the test rows of a side.
std::size_t tested_classes(const RowOutcomes& rows, bool seen) {
  std::set<std::int64_t> classes;
  for (const RowOutcome& one : rows) {
    if (one.seen == seen) classes.insert(one.label);
  }
  return classes.size();
}

/// A figure over runs; a mean over some of them would pass for one over all.
std::vector<std::pair<std::string, Summary>> seed_figures(const std::vector<ReportRun>& runs) {
  std::vector<std::pair<std::string, Summary>> figures;
  for (const auto& [name, value] : runs.front().summary.figures) {
    std::vector<double> values;
    for (const ReportRun& run : runs) {
      if (const auto figure = run.summary.figure(name)) values.push_back(*figure);
    }
    if (values.size() == runs.size()) figures.emplace_back(name, summarize(values));
  }
  return figures;
}

PaperRuns paper_runs_of(const ReportGroup& group, const ReportSetting& setting) {
  PaperRuns made{setting.pipeline(),
                 group.protocol,
                 group.setting,
                 group.data_hash,
                 tested_classes(group.rows(), true),
                 tested_classes(group.rows(), false),
                 {},
                 seed_figures(setting.runs)};
  for (const ReportRun& run : setting.runs) made.runs.push_back(run.name());
  return made;
}

}  // namespace

PaperTable paper_table_of(const Paper& paper, const ReportData& data) {
  std::vector<PaperRuns> runs;
  for (const ReportGroup& group : data.groups) {
    for (const ReportSetting& setting : group.settings)
      runs.push_back(paper_runs_of(group, setting));
  }
  return paper_table(paper, runs);
}

}  // namespace zeroth::host
