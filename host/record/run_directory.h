#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "host/base/json.h"
#include "host/record/run_lock.h"

namespace zeroth::host {

/// What a run leaves behind:
///   status.json           running, finished, interrupted or failed; when, where, by whom, why
///   config.resolved.json  the pipeline with every default: a pipeline like any other
///   origins.json          where each of its values came from
///   env.json              versions, BLAS, threads; hashes of data and plugins
///   metrics.jsonl         a line per epoch and per evaluation
///   looks.jsonl           a chained record per look at held-out rows
///   scores.safetensors    rows, labels, predictions and scores that the result was computed from
///   predictions.npy       [n,2] int64, label and prediction of each test row
///   selection.json        the epoch that strict-val chose
///   result.json           what `zeroth run --json` prints, but for the place of the run
///   checkpoints/last.safetensors
///   lock                  which process writes the directory
class RunDirectory {
 public:
  /// Makes `runs`/<date>-<name>-<hash8>, with a number behind it where that exists. The pipeline
  /// comes last: what starts that were killed before left without one is removed.
  /// @throws Failure(cannot_create).
  static RunDirectory create(const std::filesystem::path& runs, const Json& pipeline,
                             const Json& origins);
  /// Makes that directory, with those above it.
  /// @throws Failure(cannot_create), also where something is there.
  static RunDirectory create_at(const std::filesystem::path& directory, const Json& pipeline,
                                const Json& origins);
  static bool is_one(const std::filesystem::path& directory);
  /// For reading.  @throws Failure(no_input) when it is not a run directory.
  static RunDirectory open(const std::filesystem::path& directory);
  /// For writing: takes the lock, and removes files that a killed process left half written.
  /// @throws Failure(no_input) when it is not a run directory, Failure(run_failed) when another
  /// process writes it.
  static RunDirectory open_locked(const std::filesystem::path& directory);

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path checkpoint() const { return path_ / "checkpoints" / "last.safetensors"; }

  bool has(const std::string& name) const { return std::filesystem::exists(path_ / name); }

  std::filesystem::path pipeline_file() const { return path_ / "config.resolved.json"; }
  /// The pipeline of the run.  @throws Failure(bad_data or no_input).
  Json pipeline() const;
  /// Origins of its values.  @throws Failure(bad_data or no_input).
  Json origins() const;

 private:
  explicit RunDirectory(std::filesystem::path path) : path_(std::move(path)) {}
  void begin(const Json& pipeline, const Json& origins, const std::function<void()>& when_locked);
  void prepare();

  std::filesystem::path path_;
  std::optional<RunLock> lock_;
};

}  // namespace zeroth::host
