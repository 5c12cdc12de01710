#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "host/base/json.h"
#include "host/record/look_chain.h"
#include "host/record/metrics_log.h"
#include "host/tensors/safetensors.h"

namespace zeroth::host {

/// What a run knows about itself beside the tensors; a checkpoint carries it.
struct RunRecord {
  std::string run;  ///< hash of pipeline, data and plugins (RunIdentity::hash)
  /// `selection` (strict-val and validation: training on the validation problem) or `final`.
  std::string part = "final";
  std::int64_t epochs = 0;          ///< of the main training of this part
  std::int64_t best_epoch = 0;      ///< of the part; 0 = none evaluated yet
  double best = -1.0;               ///< of that epoch, percent; see choosing_figure()
  std::optional<double> threshold;  ///< selection: of that epoch; final: what was chosen there
  /// The epoch whose look was stopped, so that it comes first when the run goes on; 0 = none.
  std::int64_t due_look = 0;
  /// Which of the tensors are there, as `checkpoint.keep` says of a run that has finished; no
  /// training goes on from less than "everything".
  std::string kept = "everything";
  MetricsMark metrics;
  ChainMark looks;

  Json to_json() const;
  /// @throws Failure(bad_data) when a member is missing, of another type or out of its range.
  static RunRecord from_json(const Json& json, const std::filesystem::path& file);
};

/// A checkpoint: the record and what the session had learnt; no tensors before its first iteration.
void write_checkpoint(const std::filesystem::path& file, const RunRecord& record,
                      NamedTensors tensors);

struct Checkpoint {
  RunRecord record;
  NamedTensors tensors;
};

/// @throws Failure(bad_data) when it is damaged.
Checkpoint read_checkpoint_file(const std::filesystem::path& file,
                                Checksum checksum = Checksum::required);

}  // namespace zeroth::host
