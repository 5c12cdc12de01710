#include "host/model/loaded_model.h"

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>

#include <utility>

namespace zeroth::host {
namespace {

// Fewer are scaled sooner than a thread is woken.
constexpr std::int64_t kRowsOfThread = 16;

TensorMap tensors_on(const NamedTensors& tensors, const at::Device& device) {
  NamedTensors there;
  for (const NamedTensor& one : tensors) there.push_back({one.name, one.tensor.to(device)});
  return TensorMap(std::move(there));
}

Samples samples_on(const Samples& samples, const at::Device& device) {
  if (samples.are_regions()) return Samples(RegionBatch{samples.images().regions.to(device)});
  return Samples(samples.features().to(device));
}

}  // namespace

LoadedModel::LoadedModel(ModelFile file, Composer composer, const at::Device& device)
    : LoadedModel(file, std::move(composer), problem_of(file), {},
                  file.card.at("seed").get<std::uint64_t>(), device) {}

LoadedModel::LoadedModel(ModelFile file, Composer composer, TrainingData data, const Differing& how,
                         std::uint64_t seed, const at::Device& device)
    : file_(std::move(file)),
      composer_(std::move(composer)),
      device_(device),
      data_(on_device(std::move(data), device)),
      streams_(seed, device),
      classes_(classes_of(file_.card)) {
  if (!reads_regions()) scale_ = scale_of(file_);
  recipe_ = std::make_unique<RestoredRecipe>(
      RecipeInputs{file_.card.at("pipeline"), composer_, data_, streams_, made_},
      tensors_on(file_.tensors, device_), how);
}

at::Tensor LoadedModel::scores(const at::Tensor& rows) const {
  const at::Tensor scaled = at::empty(rows.sizes());
  const auto width = columns();
  at::parallel_for(0, rows.size(0), kRowsOfThread, [&](auto begin, auto end) {
    for (auto i = begin; i < end; ++i) {
      scale_.apply_row(rows.data_ptr<float>() + i * width, scaled.data_ptr<float>() + i * width);
    }
  });
  return scores(Samples(scaled));
}

at::Tensor LoadedModel::scores(const Samples& samples) const {
  const at::NoGradGuard no_gradient;
  if (device_.is_cpu()) return predictor().scores(samples);
  return predictor().scores(samples_on(samples, device_)).cpu();
}

}  // namespace zeroth::host
