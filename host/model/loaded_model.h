#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/course/restored_recipe.h"
#include "host/model/model_problem.h"

namespace zeroth::host {

/// A class that a model knows.
struct ModelClass {
  std::int64_t id = 0;  ///< in the data set that it learned from, from 0
  std::string name;     ///< that name, or the id in digits
  bool is_seen = false;
};

/// A model at work. No row of its training is needed, and nothing is executed but the plugins that
/// it names.
class LoadedModel {
 public:
  /// @throws Failure(bad_data) where its tensors are not those of its plugins.
  LoadedModel(ModelFile file, Composer composer);
  /// The same where some blocks of its pipeline are others than the model was made with: what is in
  /// `anew`, their pointers, is fitted to the rows of `data`.
  LoadedModel(ModelFile file, Composer composer, TrainingData data,
              const std::set<std::string>& anew);

  const Json& card() const { return file_.card; }
  /// Column of the scores -> class.
  const std::vector<ModelClass>& classes() const { return classes_; }
  /// Whether the classes have names of their own.
  bool has_names() const;
  /// Its classes and descriptors, as `problem_of`.
  const TrainingData& problem() const { return data_; }
  /// Of feature rows.
  const MinMax& scale() const { return scale_; }
  bool reads_regions() const { return data_.samples.are_regions(); }
  /// D of a row.
  std::int64_t columns() const { return data_.samples.features().size(1); }
  const RegionRows& region_sizes() const { return data_.samples.images(); }

  /// Scores [n,C] of rows [n,D], float32 and contiguous, as they lie in a file of the data set.
  at::Tensor scores(const at::Tensor& rows) const;
  /// The same of samples as the recipe reads them: scaled rows, or images.
  at::Tensor scores(const Samples& samples) const;
  /// Whether a threshold between seen and unseen classes is part of it.
  bool has_threshold() const { return recipe_->component().ability<ChoosesThreshold>() != nullptr; }
  const Predictor& predictor() const { return recipe_->predictor(); }

 private:
  ModelFile file_;
  Composer composer_;
  TrainingData data_;
  MinMax scale_;
  RandomStreams streams_;
  MadeComponents made_;
  std::vector<ModelClass> classes_;
  std::unique_ptr<RestoredRecipe> recipe_;
};

}  // namespace zeroth::host
