#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "host/conformance/check.h"
#include "host/conformance/setting.h"
#include "host/course/restored_recipe.h"
#include "host/course/running_recipe.h"
#include "host/train/random_streams.h"
#include "host/train/training_data.h"

namespace zeroth::host {

/// A recipe that runs on the kit's world, and all that a run saves of it.
class RecipeAtWork {
 public:
  /// @throws std::invalid_argument where nothing that fits into its blocks is installed.
  RecipeAtWork(const Subject& subject, const Setting& setting);
  RecipeAtWork(const RecipeAtWork&) = delete;
  RecipeAtWork& operator=(const RecipeAtWork&) = delete;
  ~RecipeAtWork() = default;

  /// Trains until that epoch of the main training is over, or everything is.
  void train_until(std::int64_t epoch);
  /// Whether after_training() is called twice for every training that ended.
  void call_after_training_twice() { twice_ = true; }

  /// Epochs of the main training that are over.
  std::int64_t epoch() const { return epoch_; }
  /// The predictor of the epoch that is over.
  std::unique_ptr<Predictor> predictor() { return running_->predictor(epoch_); }

  /// Rows that nobody trains on, [rows,D], or regions [rows,R,M].
  at::Tensor rows(std::int64_t first, std::int64_t count) const;
  /// Their scores, and those of the classifier of unseen classes where there is one.
  TensorMap said(const Predictor& predictor, const at::Tensor& rows) const;

  /// The training data, which nobody writes to.
  TensorMap world() const;

  const BuiltRecipe& built() const { return running_->built(); }
  const Handle<Recipe>& component() const { return running_->component(); }
  /// The state of the recipe and of every component in its blocks.
  NamedTensors held() const { return running_->kept(); }
  /// All that a run saves.
  NamedTensors state();
  void restore(const TensorMap& saved);

 private:
  void step();

  Json pipeline_;
  Composer composer_;
  TrainingData data_;
  RandomStreams streams_;
  MadeComponents made_;
  std::unique_ptr<RunningRecipe> running_;
  std::int64_t epoch_ = 0;
  bool twice_ = false;
};

/// The recipe again, of what a model keeps of it and without a row of the world.
class RecipeOfModel {
 public:
  RecipeOfModel(const Subject& subject, const TensorMap& kept);
  const Predictor& predictor() const { return restored_->predictor(); }

 private:
  Json pipeline_;
  Composer composer_;
  TrainingData data_;
  RandomStreams streams_;
  MadeComponents made_;
  std::unique_ptr<RestoredRecipe> restored_;
};

}  // namespace zeroth::host
