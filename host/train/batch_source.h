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

/// Which part of every batch; as made it is all of it.
struct BatchPart {
  int part = 0, of = 1;
};

/// Makes the batches of a stage in buffers that it keeps. Region features are read one batch ahead.
class BatchSource {
 public:
  /// A batch larger than the data becomes all rows. `data` must outlive the source. The rows of all
  /// parts are drawn, and those of `held` made; a batch can be shared evenly among them.
  BatchSource(const TrainingData& data, std::int64_t batch, Sampling sampling, at::Generator rng,
              BatchPart held = {});

  /// Makes the next batch, over the one before it.
  void draw();
  /// Of the batch that was drawn last: what is held, or a part of the whole that is.
  SeenBatch part(const BatchPart& part) const;
  /// Which rows of the data those are, [rows of the part] int64, on the device of the data.
  at::Tensor rows_of(const BatchPart& part) const { return cut(rows_, part); }

  /// Where the sampler stands, and the rows that it drew ahead.
  NamedTensors state() const;
  /// @throws Failure(bad_data) where the state, restored in place, is none that batches can leave;
  /// the tensor's name comes behind `prefix`.
  void check_restored(const std::string& prefix) const;

 private:
  at::Tensor held(const at::Tensor& rows) const;
  at::Tensor cut(const at::Tensor& all, const BatchPart& part) const;
  void gather(const at::Tensor& rows);
  void next_images();

  const TrainingData& data_;
  RowSampler sampler_;
  BatchPart held_;
  at::Tensor rows_, features_, labels_, positions_, attributes_;
  // Region features only.
  std::unique_ptr<RegionLoader> loader_;
  RegionBatch images_;
  at::Tensor ahead_;      // [batch] int64: rows of the whole batch after the current one
  at::Tensor has_ahead_;  // scalar int64: 0 until the first batch, then 1
};

}  // namespace zeroth::host
