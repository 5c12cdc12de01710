#include "host/report/make_tables.h"

#include <fmt/format.h>

#include <cmath>

#include "host/report/baseline_choice.h"
#include "host/report/optimism_rows.h"
#include "host/report/published_rows.h"
#include "host/report/table_rows.h"
#include "host/statistics/words.h"

namespace zeroth::host {
namespace {

/// A difference so small that nobody asks for the seeds which would show it.
constexpr double kNoDifference = 0.05, kUsualQuestion = 1;

double worth_of(const FigureDifference& difference, std::optional<double> asked) {
  if (asked) return *asked;
  const double seen = std::abs(difference.value);
  return seen < kNoDifference ? kUsualQuestion : seen;
}

/// Says what the pairs of a table mean in its main figure, and of each setting how it stands to
/// the baseline.
void add_words(ReportTable& table, const ReportGroup& group, std::optional<double> asked) {
  if (!table.main) return;
  for (ReportPair& pair : table.pairs) {
    const auto& difference = pair.figures[*table.main];
    if (!difference) continue;
    const std::string &first = group.settings[pair.first].label,
                      &second = group.settings[pair.second].label;
    pair.sentence = sentence_of(*difference, first, second, worth_of(*difference, asked));
  }
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    if (i == table.baseline) continue;
    const auto difference = table.against_baseline(i, *table.main);
    if (!difference) continue;
    const std::string &label = group.settings[i].label,
                      &baseline = group.settings[table.baseline].label;
    table.sentences.push_back(
        fmt::format("{} against {}: {}", label, baseline,
                    sentence_of(*difference, label, baseline, worth_of(*difference, asked))));
  }
}

}  // namespace

ReportTables tables_of(const ReportData& data, const ReportTableOptions& options,
                       Progress& progress) {
  std::vector<std::optional<std::size_t>> baselines(data.groups.size());
  if (!options.baseline.empty()) baselines = baselines_of(data, options.baseline);
  ReportTables tables;
  for (std::size_t i = 0; i < data.groups.size(); ++i) {
    const ReportGroup& group = data.groups[i];
    ReportTable table = compared_settings(group, options.resamples, progress);
    table.group = i;
    table.baseline = baselines[i].value_or(table.baseline);
    table.published = published_rows(group);
    add_words(table, group, options.difference);
    tables.groups.push_back(std::move(table));
  }
  tables.optimism = optimism_rows(data);
  return tables;
}

}  // namespace zeroth::host
