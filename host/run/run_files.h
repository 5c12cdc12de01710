#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <string>

#include "host/base/json.h"
#include "host/base/problem.h"
#include "host/base/progress.h"
#include "host/log/run_logs.h"
#include "host/record/look_chain.h"
#include "host/record/metrics_log.h"
#include "host/record/run_directory.h"
#include "host/record/run_identity.h"
#include "host/record/run_status.h"
#include "host/run/run_options.h"
#include "host/run/run_record.h"

namespace zeroth::host {

/// The directory of a run that this process writes, and all that the run must be to go on with it.
class RunFiles {
 public:
  /// Makes a directory, or opens the one that the request goes on with. Takes its lock.
  /// @throws Failure as RunDirectory; Failure(bad_data) when a file of the run is damaged or was
  /// changed, or the plugins are others than the run was made with.
  RunFiles(const RunRequest& request, RunRecord first, Progress& progress);

  /// Whether the run is begun here and now.
  bool is_new() const { return is_new_; }
  const RunDirectory& directory() const { return directory_; }
  const LookChain& looks() const { return looks_; }
  const MetricsLog& metrics() const { return metrics_; }
  /// Pipeline, data and plugins.
  const RunIdentity& identity() const { return identity_; }
  /// Hash of what the bits depend on beside pipeline, data and plugins.
  const std::string& environment() const { return environment_; }

  /// The data as they were read.
  /// @throws Failure(bad_data) when the run was begun with others.
  void set_data(const std::string& name, const std::string& hash);

  RunRecord& record() { return record_; }
  /// What the session goes on from; empty: from the beginning. Once.
  NamedTensors take_tensors() { return std::exchange(tensors_, {}); }

  void append_metrics(const Json& line);
  void append_look(const Look& look);
  /// A checkpoint of the record and `tensors`.
  void save(NamedTensors tensors);
  /// Where training is over: leaves of the checkpoint what `checkpoint.keep` says, and the record
  /// as it is now. Once more does nothing.
  void trim_checkpoint(const std::string& keep);
  void write(const std::string& name, const Json& document) const;

  /// From here on the status says that the run is running, and has to be told how it ends.
  void set_running();
  /// @param figures  of its result, where it has one
  void set_end(Exit code, const std::string& error, const Json& figures = nullptr) noexcept;
  /// For a run that has its result: a process that died before it could say so is made up for, and
  /// a log that is asked for now is written.
  void set_finished(const Json& figures);

 private:
  RunFiles(const RunRequest& request, RunRecord first, RunIdentity now, Progress& progress);
  void begin(Progress& progress);
  void go_on(const RunIdentity& now, Progress& progress);
  void read_checkpoint();
  void check_marks();
  void note_environment(const Json& now, Progress& progress);
  void open_logs(const RunRequest& request, Progress& progress);

  bool is_new_;
  RunDirectory directory_;
  RunIdentity identity_;
  RunStatus status_;
  LookChain looks_;
  MetricsLog metrics_;
  std::string environment_;
  RunRecord record_;
  NamedTensors tensors_;
  std::unique_ptr<RunLogs> logs_;  ///< null: none
  bool asks_for_logs_ = false;     ///< this process, and not an earlier one
  bool is_running_ = false;
};

}  // namespace zeroth::host
