#include "host/evaluate/evaluator.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/index_select.h>
#include <zeroth/row_chunks.h>

#include <utility>

#include "host/evaluate/finite_scores.h"

namespace zeroth::host {
Evaluator::Evaluator(TestData data, const at::Device& device)
    : data_(std::move(data)), device_(device) {
  data_.samples = data_.samples.on_device(device_);
}

at::Tensor Evaluator::all_scores(const Predictor& predictor) const {
  const StoredSamples& samples = data_.samples;
  return in_chunks(samples.count(), samples.at_once(), [&](std::int64_t first, std::int64_t count) {
    return predictor.scores(samples.read(first, count, device_));
  });
}

at::Tensor Evaluator::unseen_scores(const Predictor& predictor, const at::Tensor& rows) const {
  const at::Tensor features = data_.samples.features().index_select(0, rows.to(device_));
  return in_chunks(rows.size(0), kRowsAtOnce, [&](std::int64_t first, std::int64_t count) {
    return predictor.unseen_scores(Samples(features.narrow(0, first, count)));
  });
}

ScoredRows Evaluator::look(const Predictor& predictor) const {
  const at::NoGradGuard no_gradient;
  ScoredRows rows;
  rows.labels = data_.labels;
  rows.seen = data_.seen;
  rows.unseen = data_.unseen;
  rows.oracle_gate = predictor.oracle_gate();
  rows.scores = all_scores(predictor).cpu();
  expect_finite_scores(rows.scores, {}, data_, device_, predictor);
  const at::Tensor unseen_rows = rows.unseen_rows();
  if (predictor.has_unseen_classifier() && unseen_rows.numel() > 0) {
    rows.unseen_scores = unseen_scores(predictor, unseen_rows).cpu();
    expect_finite_scores(rows.unseen_scores, unseen_rows, data_, device_, predictor);
  }
  return rows;
}

}  // namespace zeroth::host
