#pragma once

#include <ATen/core/Generator.h>
#include <zeroth/training.h>

#include <cstdint>

#include "host/train/training_data.h"

namespace zeroth::host {

/// Draws the batches of a stage into buffers that it keeps.
class BatchSource {
 public:
  /// A batch larger than the data becomes all rows. `data` must outlive the source.
  BatchSource(const TrainingData& data, std::int64_t batch, Sampling sampling, at::Generator rng);

  /// Independent batches: as many as cover the data once, the last one counted whole. Batches of an
  /// epoch: those that are complete.
  std::int64_t batches_per_epoch() const;

  /// The next batch; its tensors are overwritten by the one after.
  SeenBatch next();
  /// The batch that `next` returned last.
  SeenBatch last() const;

  /// The permutation of the epoch and the place in it.
  NamedTensors state() const { return {{"permutation", permutation_}, {"cursor", cursor_}}; }

 private:
  at::Tensor draw();

  const TrainingData& data_;
  std::int64_t batch_;
  Sampling sampling_;
  at::Generator rng_;
  at::Tensor permutation_;  // [n] int64
  at::Tensor cursor_;       // scalar int64
  at::Tensor features_, labels_, positions_, attributes_;
};

}  // namespace zeroth::host
