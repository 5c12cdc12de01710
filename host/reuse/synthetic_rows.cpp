#include "host/reuse/synthetic_rows.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/index_select.h>
#include <zeroth/calls.h>
#include <zeroth/finite.h>
#include <zeroth/row_chunks.h>

#include <optional>

#include "host/base/problem.h"
#include "host/train/random_streams.h"

namespace zeroth::host {
namespace {

std::optional<Handle<Generator>> generator_of(const LoadedModel& model) {
  return model.component<Generator>("/generator");
}

}  // namespace

bool has_generator(const LoadedModel& model) { return generator_of(model).has_value(); }

at::Tensor synthetic_rows(const LoadedModel& model, const at::Tensor& attributes,
                          const at::Tensor& labels, std::uint64_t seed, const std::string& stream) {
  const auto generator = generator_of(model);
  if (!generator) {
    throw Failure(Exit::usage, {"the model has no generator",
                                model.card().value("name", ""),
                                {"its recipe learns from real rows only"},
                                ""});
  }
  const at::NoGradGuard no_gradient;
  const at::Generator rng = RandomStreams(seed).fresh(stream);
  const at::Tensor rows =
      in_chunks(labels.size(0), kRowsAtOnce, [&](std::int64_t first, std::int64_t some) {
        return sample(*generator, attributes.index_select(0, labels.narrow(0, first, some)),
                      model.columns(), rng);
      });
  expect_finite({generator->place(), "sample()", rows}, "synthetic row");
  return rows;
}

}  // namespace zeroth::host
