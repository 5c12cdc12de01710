#include "host/report/table_rows.h"

#include <algorithm>

#include "host/statistics/holm.h"

namespace zeroth::host {
namespace {

/// Figures of the gate that tables tell; host/evaluate/README.md says what they are.
constexpr const char* kGateFigures[] = {"AUROC", "oracle.U", "oracle.S", "oracle.H"};

/// Which of the resampled models are of which setting.
using ModelsOf = std::vector<std::vector<std::size_t>>;

void add_gate(ReportRow& row, const ReportSetting& setting) {
  for (const char* name : kGateFigures) {
    std::vector<double> values;
    for (const ReportRun& run : setting.runs) {
      if (const auto value = run.summary.figure(name)) values.push_back(*value);
    }
    // A mean over some of the seeds would pass for one over all.
    if (values.size() == setting.runs.size()) row.gate.emplace_back(name, summarize(values));
  }
}

ReportRow row_of(const ReportSetting& setting, FigureEstimates figures) {
  ReportRow row;
  row.figures = std::move(figures);
  add_gate(row, setting);
  std::vector<double> seconds;
  row.fewest_looks = setting.runs.front().test_looks;
  for (const ReportRun& run : setting.runs) {
    seconds.push_back(run.summary.seconds);
    row.fewest_looks = std::min(row.fewest_looks, run.test_looks);
    row.most_looks = std::max(row.most_looks, run.test_looks);
  }
  row.seconds = summarize(seconds);
  return row;
}

Pairing pairing_of(const ReportSetting& one, const ReportSetting& other) {
  const bool same =
      std::equal(one.runs.begin(), one.runs.end(), other.runs.begin(), other.runs.end(),
                 [](const ReportRun& a, const ReportRun& b) { return a.seed == b.seed; });
  return same ? Pairing::by_seed : Pairing::none;
}

void adjust(std::vector<ReportPair>& pairs) {
  for (std::size_t f = 0; f < kFigureCount; ++f) {
    std::vector<FigureDifference*> family;
    for (ReportPair& pair : pairs) {
      if (pair.figures[f]) family.push_back(&*pair.figures[f]);
    }
    adjust_by_holm(family);
  }
}

void add_pairs(ReportTable& table, const ReportGroup& group, const ImageResamples& resamples,
               const ModelsOf& models) {
  for (std::size_t i = 0; i < models.size(); ++i) {
    for (std::size_t j = i + 1; j < models.size(); ++j) {
      const Pairing pairing = pairing_of(group.settings[i], group.settings[j]);
      table.pairs.push_back({i, j, pairing, difference(resamples, models[i], models[j], pairing)});
    }
  }
  adjust(table.pairs);
}

/// The setting with the largest mean; nothing where no setting has the figure.
std::optional<std::size_t> best_in(const ReportTable& table, std::size_t figure) {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const auto& one = table.rows[i].figures[figure];
    if (one && (!best || one->seeds.mean > table.rows[*best].figures[figure]->seeds.mean)) best = i;
  }
  return best;
}

Standing standing_of(const ReportTable& table, std::size_t setting, std::size_t best,
                     std::size_t figure) {
  const double own = table.rows[setting].figures[figure]->seeds.mean;
  if (own == table.rows[best].figures[figure]->seeds.mean) return Standing::best;
  return table.pair_of(setting, best)->figures[figure]->distinguishable() ? Standing::behind
                                                                          : Standing::level;
}

void set_standings(ReportTable& table) {
  if (table.rows.size() < 2) return;
  for (std::size_t f = 0; f < kFigureCount; ++f) {
    const auto best = best_in(table, f);
    for (std::size_t i = 0; best && i < table.rows.size(); ++i) {
      if (table.rows[i].figures[f]) table.rows[i].standings[f] = standing_of(table, i, *best, f);
    }
  }
}

}  // namespace

ReportTable compared_settings(const ReportGroup& group, const ResampleOptions& options,
                              Progress& progress) {
  std::vector<const RowOutcomes*> outcomes;
  ModelsOf models;
  for (const ReportSetting& setting : group.settings) {
    models.emplace_back();
    for (const ReportRun& run : setting.runs) {
      models.back().push_back(outcomes.size());
      outcomes.push_back(&run.outcomes.rows);
    }
  }
  progress.begin("resampling test rows of " + group.title(), options.count);
  const ImageResamples resamples(outcomes, options, &progress);
  progress.end("");
  ReportTable table;
  for (std::size_t i = 0; i < models.size(); ++i) {
    table.rows.push_back(row_of(group.settings[i], estimate(resamples, models[i])));
  }
  add_pairs(table, group, resamples, models);
  set_standings(table);
  for (const Figure figure : {kH, kT1, kS}) {
    if (const auto best = best_in(table, figure)) {
      table.main = figure;
      table.baseline = *best;
      break;
    }
  }
  return table;
}

}  // namespace zeroth::host
