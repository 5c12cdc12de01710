#pragma once

#include <cstdint>
#include <random>
#include <string>

#include "host/report/group_runs.h"
#include "host/statistics/image_resamples.h"

/// What a run of a test is made of.
struct MadeRun {
  std::string name = "a";
  std::uint64_t seed = 1;
  int epochs = 3;
  double right = 0.5;  ///< share of the rows that are predicted right
  std::string protocol = "final-epoch";
  std::string setting = "inductive";
  std::string data_hash = "d0d0d0d0d0d0d0d0";
  std::string build = "0123456789abcdef";
  std::string start = "2026-01-31T00:00:00.000Z";
  std::int64_t first_row = 0;
};

/// Eight classes, of which 1, 3, 5 and 7 are unseen, with thirty rows each.
inline zeroth::host::RowOutcomes made_rows(const MadeRun& made) {
  zeroth::host::RowOutcomes rows;
  std::mt19937_64 random(made.seed);
  std::uniform_real_distribution<double> share(0, 1);
  for (int i = 0; i < 240; ++i) {
    zeroth::host::RowOutcome one;
    one.row = made.first_row + i;
    one.label = i % 8;
    one.seen = i % 2 == 0;
    one.right = one.right_on_side = share(random) < made.right;
    one.right_unseen = !one.seen && one.right;
    one.gap = (one.seen ? 1 : -1) + share(random);
    one.predicted = one.right ? one.label : 99;
    rows.push_back(one);
  }
  return rows;
}

inline zeroth::host::ReportRun made_run(const MadeRun& made) {
  zeroth::host::ReportRun run;
  run.seed = made.seed;
  run.setting = made.setting;
  run.test_looks = made.protocol == "paper-oracle" ? made.epochs : 1;
  run.summary.path = "runs/" + made.name + "-" + std::to_string(made.seed) + "-" + made.start;
  run.summary.name = run.summary.path.filename();
  run.summary.pipeline_name = made.name;
  run.summary.pipeline = {{"name", made.name},
                          {"recipe", made.name},
                          {"seed", made.seed},
                          {"train", {{"epochs", made.epochs}}},
                          {"evaluate", {{"protocol", made.protocol}}},
                          {"problem", {{"setting", made.setting}}}};
  run.summary.result = zeroth::host::Json::object();
  run.summary.protocol = made.protocol;
  run.summary.data = "CUB";
  run.summary.data_hash = made.data_hash;
  run.summary.seed = made.seed;
  run.summary.start = made.start;
  run.summary.seconds = 10;
  run.identity.plugins = {{"ood.knn", {{"version", "1.0.0"}, {"hash", made.build}}}};
  run.outcomes.rows = made_rows(made);
  run.outcomes.facts = zeroth::host::Json::object();
  run.outcomes.look.scores = made.name + std::to_string(made.seed);
  const zeroth::host::FigureValues figures = zeroth::host::figures_of(run.outcomes.rows);
  for (std::size_t f = 0; f < zeroth::host::kFigureCount; ++f) {
    run.summary.figures.emplace_back(zeroth::host::kFigureNames[f], figures[f]);
  }
  return run;
}

inline std::vector<zeroth::host::ReportRun> made_runs(const std::vector<MadeRun>& all) {
  std::vector<zeroth::host::ReportRun> runs;
  for (const MadeRun& one : all) runs.push_back(made_run(one));
  return runs;
}

/// Of seeds 1 to 3.
inline std::vector<MadeRun> three_seeds(MadeRun made) {
  std::vector<MadeRun> all;
  for (made.seed = 1; made.seed <= 3; ++made.seed) all.push_back(made);
  return all;
}

inline std::vector<MadeRun> both(std::vector<MadeRun> one, const std::vector<MadeRun>& other) {
  one.insert(one.end(), other.begin(), other.end());
  return one;
}
