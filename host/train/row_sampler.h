#pragma once

#include <ATen/core/Generator.h>
#include <zeroth/training.h>

#include <cstdint>
#include <string>

#include "host/train/training_data.h"

namespace zeroth::host {

/// Batches of an epoch: those that are complete. Other batches than of whole epochs: as many as
/// cover the data once, the last one counted whole.
std::int64_t batches_per_epoch(std::int64_t rows, std::int64_t batch, Sampling sampling);

/// Rows that each of them holds: as many as are wanted or there are; balanced ones as many of every
/// class that they hold.
std::int64_t rows_of_batch(const TrainingData& data, std::int64_t batch, Sampling sampling);

/// Draws the numbers of the rows of each batch, on the CPU wherever the data are: the same rows
/// make a batch on every device.
class RowSampler {
 public:
  /// A batch larger than the data becomes all rows. `data` must outlive the sampler.
  RowSampler(const TrainingData& data, std::int64_t batch, Sampling sampling, at::Generator rng);

  /// Rows of every batch.
  std::int64_t batch() const { return batch_; }

  /// Row numbers [batch] int64, overwritten by the next draw.
  at::Tensor draw();

  /// The permutation of the epoch and the place in it.
  NamedTensors state() const { return {{"permutation", permutation_}, {"cursor", cursor_}}; }
  /// Whether the state, restored in place, is one that draws can leave.
  /// @throws Failure(bad_data) naming the tensor, its name behind `prefix`.
  void check_restored(const std::string& prefix) const;

 private:
  at::Tensor draw_balanced();
  void group_by_class();

  const TrainingData& data_;
  Sampling sampling_;
  std::int64_t wanted_;  // what the pipeline asks for
  std::int64_t batch_;   // what a batch holds
  at::Generator rng_;
  at::Tensor permutation_;  // [n] int64
  at::Tensor cursor_;       // scalar int64
  // Balanced sampling only.
  at::Tensor by_class_;  // [n] int64: rows, those of a class together
  at::Tensor first_;     // [S] int64: where the rows of a class begin
  at::Tensor counts_;    // [S] int64
};

}  // namespace zeroth::host
