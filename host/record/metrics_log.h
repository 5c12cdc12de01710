#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "host/base/hash.h"
#include "host/base/json.h"

namespace zeroth::host {

/// How far a metrics file had come: its length and the hash of its lines without their times.
struct MetricsMark {
  std::uintmax_t size = 0;
  std::string hash;  ///< empty: of nothing, whatever it was
};

/// A line of the metrics as it was written, and the hash of all lines up to and with it.
struct MetricsLine {
  Json content;  ///< without its time
  std::string hash;
};

/// All lines of a metrics file.
/// @throws Failure(bad_data) where one is no line of JSON, Failure(no_input) where there is no
/// file, Failure(io) where it cannot be read.
std::vector<MetricsLine> read_metrics(const std::filesystem::path& file);

/// metrics.jsonl, a line per epoch and per evaluation:
///
/// {"part": "selection" | "final", "stage", "epoch" of the stage, from 1, "epochs" that it has,
/// "step": iterations of the part until then, over all its trainings, "losses": {name: mean},
/// "gradients": {name: mean}},
/// {"part", "epoch", "step", "evaluation": {figure: percent}}.
///
/// Every line gets "time", when it was written; all the rest is the same for every run of the same
/// pipeline, however often it was stopped.
class MetricsLog {
 public:
  explicit MetricsLog(std::filesystem::path file);

  /// Cuts off what was written behind `mark`.
  /// @throws Failure(bad_data) when what comes before is not what the mark saw.
  void cut_back_to(const MetricsMark& mark);

  /// @return the line with its time.  @throws Failure(io), for example when the disk is full.
  Json append(const Json& line);
  /// The lines up to mark(), with their times.  @throws Failure(io or bad_data).
  std::vector<Json> lines() const;
  /// Brings everything to the disk.  @throws Failure(io).
  void flush() const;

  MetricsMark mark() const { return {size_, hasher_.text()}; }
  /// What hash mark() would have after append(line).
  std::string hash_with(const Json& line) const;

 private:
  std::filesystem::path file_;
  std::uintmax_t size_ = 0;
  Hasher hasher_;
};

}  // namespace zeroth::host
