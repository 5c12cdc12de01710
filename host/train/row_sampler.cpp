#include "host/train/row_sampler.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/bincount.h>
#include <ATen/ops/full.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/randperm.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "host/train/restore.h"

namespace zeroth::host {
namespace {

bool is_permutation(const at::Tensor& rows) {
  std::vector<bool> found(static_cast<std::size_t>(rows.numel()), false);
  const auto* values = rows.data_ptr<std::int64_t>();
  for (std::int64_t i = 0; i < rows.numel(); ++i) {
    if (values[i] < 0 || values[i] >= rows.numel()) return false;
    found[static_cast<std::size_t>(values[i])] = true;
  }
  return std::find(found.begin(), found.end(), false) == found.end();
}

}  // namespace

RowSampler::RowSampler(const TrainingData& data, std::int64_t batch, Sampling sampling,
                       at::Generator rng)
    : data_(data),
      sampling_(sampling),
      wanted_(std::min(batch, data.rows())),
      batch_(rows_of_batch(data, batch, sampling)),
      rng_(std::move(rng)),
      permutation_(at::arange(data.rows())),
      cursor_(at::full({}, data.rows(), at::kLong)) {
  if (sampling_ == Sampling::balanced) group_by_class();
}

void RowSampler::group_by_class() {
  const auto classes = data_.classes.seen.size(0);
  const at::Tensor positions = data_.positions.cpu();
  counts_ = at::bincount(positions, {}, classes);
  first_ = counts_.cumsum(0) - counts_;
  by_class_ = positions.argsort(/*stable=*/true, 0, /*descending=*/false);
}

std::int64_t batches_per_epoch(std::int64_t rows, std::int64_t batch, Sampling sampling) {
  const std::int64_t wanted = std::min(batch, rows);
  return sampling == Sampling::epoch ? rows / wanted : (rows + wanted - 1) / wanted;
}

std::int64_t rows_of_batch(const TrainingData& data, std::int64_t batch, Sampling sampling) {
  const std::int64_t wanted = std::min(batch, data.rows());
  if (sampling != Sampling::balanced) return wanted;
  const auto classes = data.classes.seen.size(0);
  return std::min(classes, wanted) * std::max<std::int64_t>(wanted / classes, 1);
}

at::Tensor RowSampler::draw() {
  if (sampling_ == Sampling::balanced) return draw_balanced();
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

at::Tensor RowSampler::draw_balanced() {
  const auto classes = counts_.size(0);
  const auto chosen = std::min(classes, wanted_);
  const at::Tensor ids = at::randperm(classes, rng_).narrow(0, 0, chosen);
  const at::Tensor of_row = ids.repeat_interleave(batch_ / chosen);
  const at::Tensor counts = counts_.index_select(0, of_row);
  const at::Tensor share = at::rand({batch_}, rng_, at::kDouble);
  const at::Tensor within = (share * counts).floor().to(at::kLong).minimum(counts - 1);
  return by_class_.index_select(0, first_.index_select(0, of_row) + within);
}

void RowSampler::check_restored(const std::string& prefix) const {
  if (!is_permutation(permutation_)) {
    refuse_damaged(prefix + "permutation", "is no permutation of the training rows");
  }
  const auto cursor = cursor_.item<std::int64_t>();
  if (cursor < 0 || cursor > data_.rows()) {
    refuse_damaged(prefix + "cursor", "is no place among the training rows");
  }
}

}  // namespace zeroth::host
