#pragma once

#include <ATen/core/Generator.h>
#include <zeroth/training.h>

#include <cstdint>
#include <memory>
#include <string>

#include "host/train/region_loader.h"
#include "host/train/row_sampler.h"
#include "host/train/training_data.h"

namespace zeroth::host {

/// Which part of every batch this process has.
struct BatchPart {
  int part = 0, of = 1;
};

/// Makes the batches of a stage in buffers that it keeps. Region features are read one batch ahead.
class BatchSource {
 public:
  /// A batch larger than the data becomes all rows. `data` must outlive the source. The rows of all
  /// parts are drawn, and those of `part` made; a batch can be shared evenly among them.
  BatchSource(const TrainingData& data, std::int64_t batch, Sampling sampling, at::Generator rng,
              BatchPart part = {});

  /// The next batch; its tensors are overwritten by the one after.
  SeenBatch next();
  /// The batch that `next` returned last.
  SeenBatch last() const;
  /// Rows of the batches that it returns.
  std::int64_t rows() const { return rows_.size(0); }
  /// Which rows of the data those are, [batch] int64, on the device of the data.
  const at::Tensor& last_rows() const { return rows_; }

  /// Where the sampler stands, and the rows that it drew ahead.
  NamedTensors state() const;
  /// @throws Failure(bad_data) where the state, restored in place, is none that batches can leave;
  /// the tensor's name comes behind `prefix`.
  void check_restored(const std::string& prefix) const;

 private:
  at::Tensor own(const at::Tensor& rows) const;
  void gather(const at::Tensor& rows);
  void next_images();

  const TrainingData& data_;
  RowSampler sampler_;
  BatchPart part_;
  at::Tensor rows_, features_, labels_, positions_, attributes_;
  // Region features only.
  std::unique_ptr<RegionLoader> loader_;
  RegionBatch images_;
  at::Tensor ahead_;      // [batch] int64: rows of the whole batch after the current one
  at::Tensor has_ahead_;  // scalar int64: 0 until the first batch, then 1
};

}  // namespace zeroth::host
