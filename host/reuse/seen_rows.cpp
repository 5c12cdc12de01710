#include "host/reuse/seen_rows.h"

#include <ATen/ops/arange.h>

#include <algorithm>

#include "host/reuse/synthetic_rows.h"

namespace zeroth::host {
namespace {

/// As many as its training had, on average.
std::int64_t rows_per_class(const LoadedModel& model) {
  const auto rows = model.card().at("train_rows").get<std::int64_t>();
  return std::max<std::int64_t>(rows / model.problem().classes.seen.size(0), 1);
}

}  // namespace

TrainingData with_synthetic_rows(TrainingData data, const LoadedModel& model, std::uint64_t seed) {
  if (!has_generator(model)) return data;
  const std::int64_t count = rows_per_class(model);
  const at::Tensor& seen = data.classes.seen;
  data.labels = seen.unsqueeze(1).expand({-1, count}).reshape({-1});
  data.positions =
      at::arange(seen.size(0), at::kLong).unsqueeze(1).expand({-1, count}).reshape({-1});
  data.samples = StoredSamples(
      synthetic_rows(model, data.classes.attributes, data.labels, seed, "rows of seen classes"));
  return data;
}

}  // namespace zeroth::host
