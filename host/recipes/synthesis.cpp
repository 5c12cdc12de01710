#include "host/recipes/synthesis.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/index_select.h>

#include <algorithm>

namespace zeroth::host {
namespace {

// Large enough for efficient products, small enough that hidden layers stay out of the way.
constexpr std::int64_t kChunk = 2048;

void fill(const Handle<Generator>& generator, const at::Tensor& attributes, at::Tensor rows,
          at::Generator rng) {
  const auto features = rows.size(1);
  for (std::int64_t start = 0; start < rows.size(0); start += kChunk) {
    const auto count = std::min(kChunk, rows.size(0) - start);
    const at::Tensor made = generator.call(
        "sample()", [&](auto& g) { return g.sample(attributes.narrow(0, start, count), rng); });
    expect_shape(made, {count, features}, generator.place(), "sample()");
    rows.narrow(0, start, count).copy_(made);
  }
}

}  // namespace

at::Tensor unseen_labels(const Classes& classes, std::int64_t per_class) {
  return classes.unseen.unsqueeze(1).expand({-1, per_class}).reshape({-1});
}

AugmentedRows augment(const Handle<Generator>& generator, const TrainingData& data,
                      std::int64_t per_class, at::Generator rng) {
  const at::NoGradGuard no_gradient;
  const at::Tensor synthetic = unseen_labels(data.classes, per_class);
  AugmentedRows rows;
  rows.real = data.rows();
  rows.labels = at::cat({data.labels, synthetic});
  rows.features = at::empty({rows.labels.size(0), data.features.size(1)}, data.features.options());
  rows.features.narrow(0, 0, rows.real).copy_(data.features);
  fill(generator, data.classes.attributes.index_select(0, synthetic), rows.synthetic_features(),
       std::move(rng));
  return rows;
}

}  // namespace zeroth::host
