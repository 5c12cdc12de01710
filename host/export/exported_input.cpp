#include "host/export/exported_input.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/tensor.h>

#include <utility>

#include "host/base/problem.h"
#include "host/data/unit_regions.h"

namespace zeroth::host {
namespace {

constexpr double kSmallestNorm = 1e-12;  // of a region, as host/data/unit_regions.h has it

at::Tensor doubles(const std::vector<double>& values) { return at::tensor(values, at::kDouble); }

/// Makes rows those that the model reads, computed in double like the rows of its training. The
/// numbers are tensors before anybody records what is done with them.
std::function<Samples(const at::Tensor&)> scaling_of(const MinMax& scale) {
  const at::Tensor minimum = doubles(scale.minimum), divisor = doubles(scale.divisor);
  return [=](const at::Tensor& rows) {
    return Samples(((rows.to(at::kDouble) - minimum) / divisor).to(at::kFloat));
  };
}

/// [N,M,H,W] -> [N,R,M], every region with unit norm over its channels.
at::Tensor unit_images(const at::Tensor& maps) {
  const at::Tensor regions = maps.flatten(2).transpose(1, 2);
  const at::Tensor norms = regions.norm(2, {2}, /*keepdim=*/true);
  return (regions / norms.clamp_min(kSmallestNorm)).contiguous();
}

/// The same as Zeroth reads a region file.
RegionBatch images_of(const at::Tensor& maps) {
  const at::Tensor whole = maps.contiguous();
  const auto count = whole.size(0), channels = whole.size(1);
  const auto regions = whole.size(2) * whole.size(3);
  const at::Tensor out = at::empty({count, regions, channels});
  for (std::int64_t i = 0; i < count; ++i) {
    unit_regions(whole[i].data_ptr<float>(), channels, regions, out[i].data_ptr<float>());
  }
  return {out};
}

}  // namespace

ExportedInput input_of(const LoadedModel& model) {
  if (!model.reads_regions()) return {"features", {model.columns()}};
  return {"regions", model.card().at("reads").at("regions").get<std::vector<std::int64_t>>()};
}

at::Tensor random_input(const LoadedModel& model, std::int64_t count, std::uint64_t seed) {
  std::vector<std::int64_t> sizes = input_of(model).sizes;
  sizes.insert(sizes.begin(), count);
  const at::Generator random = at::detail::createCPUGenerator(seed);
  if (model.reads_regions()) return at::randn(sizes, random).clamp_min(0);
  const MinMax& scale = model.scale();
  return (at::rand(sizes, random, at::kDouble) * doubles(scale.divisor) + doubles(scale.minimum))
      .to(at::kFloat);
}

std::function<at::Tensor(const at::Tensor&)> scores_by_tensors(const LoadedModel& model) {
  std::function<Samples(const at::Tensor&)> samples = [](const at::Tensor& maps) {
    return Samples(RegionBatch{unit_images(maps)});
  };
  if (!model.reads_regions()) samples = scaling_of(model.scale());
  return [&model, samples](const at::Tensor& input) {
    const at::NoGradGuard no_gradient;
    return model.predictor().scores(samples(input)).to(at::kFloat);
  };
}

at::Tensor scores_of_model(const LoadedModel& model, const at::Tensor& input) {
  const at::Tensor scores =
      model.reads_regions() ? model.scores(Samples(images_of(input))) : model.scores(input);
  return scores.to(at::kDouble);
}

}  // namespace zeroth::host
