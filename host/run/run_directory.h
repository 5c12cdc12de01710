#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "host/base/json.h"

namespace zeroth::host {

/// What a run leaves behind:
///   config.resolved.json  the pipeline with every default; the same run again
///   env.json              versions, BLAS, threads, plugin files
///   metrics.jsonl         a line per epoch and per evaluation, append-only
///   predictions.npy       [n,2] int64, label and prediction of each test row
///   scores.safetensors    what every expert said of each test image; recipe `embedding` only
///   result.json           what `zeroth run --json` prints
///   checkpoints/last.safetensors
class RunDirectory {
 public:
  /// Makes `runs`/<date>-<name>-<hash8>, with a number behind it where that exists.
  /// @throws Failure(cannot_create).
  static RunDirectory create(const std::filesystem::path& runs, const Json& pipeline,
                             const Json& origins);
  /// @throws Failure(no_input) when it is not a run directory.
  static RunDirectory open(const std::filesystem::path& directory);

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path checkpoint() const { return path_ / "checkpoints" / "last.safetensors"; }

  void write_json(const std::string& name, const Json& document) const;
  bool has(const std::string& name) const { return std::filesystem::exists(path_ / name); }
  Json read_json(const std::string& name) const;

  /// Appends one line to metrics.jsonl.
  void append_metrics(const Json& line) const;
  /// Length of metrics.jsonl; a checkpoint remembers it.
  std::uintmax_t metrics_size() const;
  /// Cuts off what was written after the checkpoint that a run resumes from.
  void truncate_metrics(std::uintmax_t size) const;

 private:
  explicit RunDirectory(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

}  // namespace zeroth::host
