#pragma once

#include <optional>
#include <string>

#include "host/base/json.h"
#include "host/base/progress.h"
#include "host/precision/run_precision.h"
#include "host/ranks/rank_group.h"
#include "host/read/loaded_data_set.h"
#include "host/run/forecast.h"
#include "host/run/looks.h"
#include "host/run/run_files.h"
#include "host/run/run_options.h"

namespace zeroth::host {

/// One run from the pipeline to its result, or from its last checkpoint on.
///
/// Protocols: `final-epoch` looks at the test rows once, at the end. `paper-oracle` looks after
/// epochs and reports the best one, as published numbers were made. `strict-val` first trains on
/// the validation problem (cut out of the training rows), chooses the epoch there, then trains on
/// all training rows for that many epochs and looks once. `validation` stops before that: the best
/// epoch on the validation problem is its result, for choosing hyper-parameters.
class Runner {
 public:
  /// `ranks`, of which this process is the first, train it together; null: there are no others.
  Runner(RunRequest request, Progress& progress, RankGroup* ranks = nullptr);

  /// Trains, evaluates, writes the run directory, and how it ended.
  /// @return the result document (`schema_version`, `run_dir`, `metrics`, ...).
  /// @throws Failure(interrupted, terminated or retry) after a signal to stop, with a checkpoint
  /// written.
  Json run();

 private:
  RunRecord& record() { return files_->record(); }
  bool selecting() { return record().part == "selection"; }
  bool evaluates_epochs();
  RunRecord first_record() const;
  Json complete();
  LoadedDataSet read_data();
  void train(const LoadedDataSet& data);
  void say_what_is_not_shared(const RunPart& part);
  RunPart begun_part(const LoadedDataSet& data);
  std::optional<Json> known_result();
  [[noreturn]] void fail(const std::exception& error);
  void run_part(const LoadedDataSet& data);
  std::optional<CompletedEpoch> step(RunningRecipe& recipe);
  void say_what_is_kept(Problem& problem) const;
  void say_where_it_goes_on(RunningRecipe& recipe);
  std::int64_t looks_ahead(std::int64_t epochs_done);
  void begin_epoch(RunningRecipe& recipe);
  void end_epoch(const LoadedDataSet& data, RunPart& part, const CompletedEpoch& completed);
  KeptScores kept_of(const Evaluator& evaluator) const;
  Look stoppable_look(const LoadedDataSet& data, RunPart& part, std::int64_t epoch,
                      const LookSettings& settings);
  void look(const LoadedDataSet& data, RunPart& part, std::int64_t epoch);
  bool another_was_stopped(const Failure& failure) const;
  void looks_are_made();
  [[noreturn]] void stop(Session& session, int signal);
  void expect_no_failed_rank();
  void finish_selection();
  Json finish();
  Json with_place(Json document) const;

  RunRequest request_;
  Progress& progress_;
  RankGroup* ranks_;
  at::Device device_;
  RunPrecision precision_;
  Composer composer_;
  std::string protocol_;
  std::optional<RunFiles> files_;
  Forecast forecast_;
  std::size_t stage_ = 0;   ///< that runs, of the plan
  double epoch_share_ = 1;  ///< of the epoch that runs, done by this process
};

}  // namespace zeroth::host
