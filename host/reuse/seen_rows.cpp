#include "host/reuse/seen_rows.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/index_select.h>
#include <zeroth/calls.h>
#include <zeroth/finite.h>
#include <zeroth/row_chunks.h>

#include <algorithm>

#include "host/train/random_streams.h"

namespace zeroth::host {
namespace {

/// As many as its training had, on average.
std::int64_t rows_per_class(const LoadedModel& model) {
  const auto rows = model.card().at("train_rows").get<std::int64_t>();
  return std::max<std::int64_t>(rows / model.problem().classes.seen.size(0), 1);
}

}  // namespace

TrainingData with_synthetic_rows(TrainingData data, const LoadedModel& model, std::uint64_t seed) {
  const auto generator = model.component<Generator>("/generator");
  if (!generator) return data;
  const at::NoGradGuard no_gradient;
  const std::int64_t count = rows_per_class(model);
  const at::Tensor& seen = data.classes.seen;
  data.labels = seen.unsqueeze(1).expand({-1, count}).reshape({-1});
  data.positions =
      at::arange(seen.size(0), at::kLong).unsqueeze(1).expand({-1, count}).reshape({-1});
  RandomStreams streams(seed);
  const at::Generator rng = streams.fresh("rows of seen classes");
  const at::Tensor rows =
      in_chunks(data.labels.size(0), kRowsAtOnce, [&](std::int64_t first, std::int64_t some) {
        const at::Tensor labels = data.labels.narrow(0, first, some);
        return sample(*generator, data.classes.attributes.index_select(0, labels), model.columns(),
                      rng);
      });
  expect_finite({generator->place(), "sample()", rows}, "synthetic row");
  data.samples = StoredSamples(rows);
  return data;
}

}  // namespace zeroth::host
