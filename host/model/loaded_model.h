#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "host/base/json.h"
#include "host/course/restored_recipe.h"
#include "host/model/model_problem.h"

namespace zeroth::host {

/// A model at work. No row of its training is needed, and nothing is executed but the plugins that
/// it names.
class LoadedModel {
 public:
  /// @param device where it computes
  /// @throws Failure(bad_data) where its tensors are not those of its plugins.
  LoadedModel(ModelFile file, Composer composer, const at::Device& device = at::kCPU);
  /// The same where blocks of its pipeline or its classes are others than those that the model was
  /// made with: `data` has rows, and `seed` is that of what is learned from them.
  LoadedModel(ModelFile file, Composer composer, TrainingData data, const Differing& how,
              std::uint64_t seed, const at::Device& device = at::kCPU);

  const Json& card() const { return file_.card; }
  /// Column of the scores -> class.
  const std::vector<ModelClass>& classes() const { return classes_; }
  const at::Device& device() const { return device_; }
  /// Its classes and descriptors, as `problem_of`; on its device.
  const TrainingData& problem() const { return data_; }
  /// Of feature rows.
  const MinMax& scale() const { return scale_; }
  bool reads_regions() const { return data_.samples.are_regions(); }
  /// D of a row.
  std::int64_t columns() const { return data_.samples.features().size(1); }
  const RegionRows& region_sizes() const { return data_.samples.images(); }

  /// Scores [n,C] of rows [n,D], float32 and contiguous, as they lie in a file of the data set.
  /// Rows may be on any device, scores are on the CPU.
  at::Tensor scores(const at::Tensor& rows) const;
  /// The same of samples as the recipe reads them: scaled rows, or images.
  at::Tensor scores(const Samples& samples) const;
  /// Whether a threshold between seen and unseen classes is part of it.
  bool has_threshold() const { return recipe_->component().ability<ChoosesThreshold>() != nullptr; }
  /// The component of that block; nothing where there is none of that kind.
  template <class Kind>
  std::optional<Handle<Kind>> component(const std::string& pointer) const {
    const auto found = made_.find(pointer);
    if (found == made_.end()) return std::nullopt;
    auto kind = std::dynamic_pointer_cast<Kind>(found->second.component());
    return kind ? std::optional(Handle<Kind>(found->second.place(), std::move(kind)))
                : std::nullopt;
  }
  /// All that a model keeps of the recipe.
  NamedTensors tensors() const { return recipe_->tensors(); }
  const Predictor& predictor() const { return recipe_->predictor(); }

 private:
  ModelFile file_;
  Composer composer_;
  at::Device device_;
  TrainingData data_;
  MinMax scale_;
  RandomStreams streams_;
  MadeComponents made_;
  std::vector<ModelClass> classes_;
  std::unique_ptr<RestoredRecipe> recipe_;
};

}  // namespace zeroth::host
