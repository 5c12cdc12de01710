#include "host/model/loaded_model.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>

#include <utility>

namespace zeroth::host {
namespace {

std::vector<ModelClass> classes_of(const Json& card) {
  std::vector<ModelClass> classes;
  for (const Json& one : card.at("classes")) {
    const auto id = one.at("id").get<std::int64_t>();
    classes.push_back({id, one.value("name", std::to_string(id)), one.at("seen").get<bool>()});
  }
  return classes;
}

}  // namespace

LoadedModel::LoadedModel(ModelFile file, Composer composer)
    : LoadedModel(file, std::move(composer), problem_of(file), {}) {}

LoadedModel::LoadedModel(ModelFile file, Composer composer, TrainingData data,
                         const std::set<std::string>& anew)
    : file_(std::move(file)),
      composer_(std::move(composer)),
      data_(std::move(data)),
      streams_(file_.card.at("seed").get<std::uint64_t>()),
      classes_(classes_of(file_.card)) {
  if (!reads_regions()) scale_ = scale_of(file_);
  recipe_ = std::make_unique<RestoredRecipe>(
      RecipeInputs{file_.card.at("pipeline"), composer_, data_, streams_, made_},
      TensorMap(file_.tensors), anew);
}

bool LoadedModel::has_names() const {
  const Json& classes = file_.card.at("classes");
  return !classes.empty() && classes.front().contains("name");
}

at::Tensor LoadedModel::scores(const at::Tensor& rows) const {
  const at::Tensor scaled = at::empty(rows.sizes());
  const auto width = columns();
  for (std::int64_t i = 0; i < rows.size(0); ++i) {
    scale_.apply_row(rows.data_ptr<float>() + i * width, scaled.data_ptr<float>() + i * width);
  }
  return scores(Samples(scaled));
}

at::Tensor LoadedModel::scores(const Samples& samples) const {
  const at::NoGradGuard no_gradient;
  return predictor().scores(samples);
}

}  // namespace zeroth::host
