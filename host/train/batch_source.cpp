#include "host/train/batch_source.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/randperm.h>

#include <algorithm>

namespace zeroth::host {

BatchSource::BatchSource(const TrainingData& data, std::int64_t batch, Sampling sampling,
                         at::Generator rng)
    : data_(data),
      batch_(std::min(batch, data.rows())),
      sampling_(sampling),
      rng_(std::move(rng)),
      permutation_(at::arange(data.rows())),
      cursor_(at::full({}, data.rows(), at::kLong)),
      features_(at::empty({batch_, data.features.size(1)}, data.features.options())),
      labels_(at::empty({batch_}, data.labels.options())),
      positions_(at::empty({batch_}, data.labels.options())),
      attributes_(at::empty({batch_, data.classes.attributes.size(1)},
                            data.classes.attributes.options())) {}

std::int64_t BatchSource::batches_per_epoch() const {
  if (sampling_ == Sampling::epoch) return data_.rows() / batch_;
  return (data_.rows() + batch_ - 1) / batch_;
}

SeenBatch BatchSource::next() {
  const at::Tensor rows = draw();
  at::index_select_out(features_, data_.features, 0, rows);
  at::index_select_out(labels_, data_.labels, 0, rows);
  at::index_select_out(positions_, data_.positions, 0, rows);
  at::index_select_out(attributes_, data_.classes.attributes, 0, labels_);
  return last();
}

SeenBatch BatchSource::last() const {
  return {features_, labels_, positions_, attributes_, data_.classes};
}

at::Tensor BatchSource::draw() {
  const auto start = cursor_.item<std::int64_t>();
  const bool exhausted = start + batch_ > data_.rows();
  if (sampling_ == Sampling::independent || exhausted) {
    at::randperm_out(permutation_, data_.rows(), rng_);
    cursor_.fill_(batch_);
    return permutation_.narrow(0, 0, batch_);
  }
  cursor_.fill_(start + batch_);
  return permutation_.narrow(0, start, batch_);
}

}  // namespace zeroth::host
