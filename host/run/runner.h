#pragma once

#include <optional>

#include "host/base/json.h"
#include "host/base/progress.h"
#include "host/data/data_set.h"
#include "host/run/run_directory.h"
#include "host/run/run_options.h"
#include "host/run/run_precision.h"
#include "host/run/run_record.h"
#include "host/run/session.h"

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
  Runner(RunRequest request, Progress& progress);

  /// Trains, evaluates, writes the run directory.
  /// @return the result document (`schema_version`, `run_dir`, `metrics`, ...).
  /// @throws Failure(interrupted, terminated or retry) after a signal to stop, with a checkpoint
  /// written.
  Json run();

 private:
  bool selecting() const { return record_.part == "selection"; }
  bool evaluates_epochs() const;
  void open_directory();
  Session make_session(const DataSet& data) const;
  void run_part(Session& session);
  void end_epoch(Session& session, const CompletedEpoch& completed);
  void look(Session& session, std::int64_t epoch);
  void save(Session& session);
  [[noreturn]] void stop(Session& session, int signal);
  void finish_selection();
  Json finish(const DataSet& data);
  Json result(const DataSet& data) const;

  RunRequest request_;
  Progress& progress_;
  at::Device device_;
  RunPrecision precision_;
  Composer composer_;
  std::string protocol_;
  std::optional<RunDirectory> directory_;
  RunRecord record_;
  bool resuming_ = false;  ///< the next session starts from the checkpoint
};

}  // namespace zeroth::host
