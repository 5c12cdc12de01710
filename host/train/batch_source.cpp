#include "host/train/batch_source.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "host/train/restore.h"

namespace zeroth::host {

BatchSource::BatchSource(const TrainingData& data, std::int64_t batch, Sampling sampling,
                         at::Generator rng, BatchPart held)
    : data_(data),
      sampler_(data, batch, sampling, std::move(rng)),
      held_(held),
      rows_(at::empty({sampler_.batch() / held.of}, data.labels.options())),
      labels_(at::empty_like(rows_)),
      positions_(at::empty_like(rows_)),
      attributes_(at::empty({rows_.size(0), data.classes.attributes.size(1)},
                            data.classes.attributes.options())) {
  if (data.samples.are_regions()) {
    loader_ = std::make_unique<RegionLoader>(data.samples.images(), rows_.size(0), data.device());
    ahead_ = at::zeros({sampler_.batch()}, at::kLong);
    has_ahead_ = at::zeros({}, at::kLong);
  } else {
    const at::Tensor& features = data.samples.features();
    features_ = at::empty({rows_.size(0), features.size(1)}, features.options());
  }
}

void BatchSource::draw() {
  if (loader_) {
    next_images();
  } else {
    gather(held(sampler_.draw()));
  }
}

/// Of the rows of a whole batch.
at::Tensor BatchSource::held(const at::Tensor& rows) const {
  return rows.narrow(0, held_.part * rows_.size(0), rows_.size(0));
}

/// Of what is held of every row.
at::Tensor BatchSource::cut(const at::Tensor& all, const BatchPart& part) const {
  if (part.of == held_.of && part.part == held_.part) return all;
  if (held_.of != 1) throw std::logic_error("another part of a batch is held");
  const std::int64_t rows = all.size(0) / part.of;
  return all.narrow(0, part.part * rows, rows);
}

void BatchSource::gather(const at::Tensor& rows) {
  rows_.copy_(rows);
  if (!loader_) at::index_select_out(features_, data_.samples.features(), 0, rows_);
  at::index_select_out(labels_, data_.labels, 0, rows_);
  at::index_select_out(positions_, data_.positions, 0, rows_);
  at::index_select_out(attributes_, data_.classes.attributes, 0, labels_);
}

void BatchSource::next_images() {
  if (has_ahead_.item<std::int64_t>() == 0) {
    ahead_.copy_(sampler_.draw());
    has_ahead_.fill_(1);
  }
  // After a restore the rows are known, but nobody reads them yet.
  if (!loader_->started()) loader_->start(held(ahead_));
  gather(held(ahead_));
  images_ = loader_->finish();
  ahead_.copy_(sampler_.draw());
  loader_->start(held(ahead_));
}

SeenBatch BatchSource::part(const BatchPart& part) const {
  return {
      loader_ ? Samples(RegionBatch{cut(images_.regions, part)}) : Samples(cut(features_, part)),
      cut(labels_, part), cut(positions_, part), cut(attributes_, part), data_.classes};
}

NamedTensors BatchSource::state() const {
  NamedTensors all = sampler_.state();
  if (!loader_) return all;
  all.push_back({"ahead", ahead_});
  all.push_back({"has_ahead", has_ahead_});
  return all;
}

void BatchSource::check_restored(const std::string& prefix) const {
  sampler_.check_restored(prefix);
  if (!loader_) return;
  const auto has_ahead = has_ahead_.item<std::int64_t>();
  if (has_ahead != 0 && has_ahead != 1) refuse_damaged(prefix + "has_ahead", "is no truth value");
  const auto* rows = ahead_.data_ptr<std::int64_t>();
  const auto is_row = [&](std::int64_t row) { return row >= 0 && row < data_.rows(); };
  if (!std::all_of(rows, rows + ahead_.numel(), is_row)) {
    refuse_damaged(prefix + "ahead", "holds what is no training row");
  }
}

}  // namespace zeroth::host
