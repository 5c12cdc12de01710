#include "host/recipes/synthesis.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/index_select.h>
#include <zeroth/abilities.h>

#include "host/engine/calls.h"
#include "host/evaluate/row_chunks.h"

namespace zeroth::host {
namespace {

// Large enough for efficient products, small enough that hidden layers stay out of the way.
constexpr std::int64_t kChunk = 2048;

}  // namespace

at::Tensor unseen_labels(const Classes& classes, std::int64_t per_class) {
  return classes.unseen.unsqueeze(1).expand({-1, per_class}).reshape({-1});
}

at::Tensor classifier_input(const Handle<Generator>& generator, const at::Tensor& features) {
  const auto* maps = dynamic_cast<const ClassifierInput*>(generator.component().get());
  if (!maps) return features;
  const at::NoGradGuard no_gradient;
  return in_chunks(features.size(0), kChunk, [&](std::int64_t start, std::int64_t count) {
    return classifier_input(generator, *maps, features.narrow(0, start, count));
  });
}

at::Tensor synthesise(const Handle<Generator>& generator, const TrainingData& data,
                      std::int64_t per_class, at::Generator rng) {
  const at::NoGradGuard no_gradient;
  const at::Tensor labels = unseen_labels(data.classes, per_class);
  const at::Tensor all =
      in_chunks(labels.size(0), kChunk, [&](std::int64_t start, std::int64_t count) {
        const at::Tensor attributes =
            data.classes.attributes.index_select(0, labels.narrow(0, start, count));
        return sample(generator, attributes, data.features.size(1), rng);
      });
  expect_finite({generator.place(), "sample()", all}, "synthetic row");
  return all;
}

Answer input_answer(const Handle<Generator>& generator, const at::Tensor& features) {
  return {generator.place(), "classifier_input()", classifier_input(generator, features)};
}

at::Tensor finite_input(const Handle<Generator>& generator, const at::Tensor& features) {
  const Answer answer = input_answer(generator, features);
  expect_finite(answer, "row");
  return answer.tensor;
}

AugmentedRows augment(const Handle<Generator>& generator, const TrainingData& data,
                      std::int64_t per_class, at::Generator rng) {
  const at::Tensor synthetic =
      finite_input(generator, synthesise(generator, data, per_class, std::move(rng)));
  AugmentedRows rows;
  rows.real = data.rows();
  rows.labels = at::cat({data.labels, unseen_labels(data.classes, per_class)});
  rows.features = at::cat({finite_input(generator, data.features), synthetic});
  return rows;
}

}  // namespace zeroth::host
