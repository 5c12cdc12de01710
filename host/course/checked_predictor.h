#pragma once

#include <zeroth/predictor.h>
#include <zeroth/recipe.h>

#include <memory>
#include <vector>

namespace zeroth::host {

/// A recipe's predictor: what it throws names the recipe, and its scores have a column a class.
class CheckedPredictor final : public Predictor {
 public:
  /// `call`: the recipe's function that gave it.
  /// @throws Failure(run_failed) where it gave none.
  CheckedPredictor(const Handle<Recipe>& recipe, const char* call,
                   std::unique_ptr<Predictor> predictor, const Sizes& sizes);
  at::Tensor scores(const Samples& samples) const override;
  bool has_unseen_classifier() const override;
  at::Tensor unseen_scores(const Samples& samples) const override;
  std::vector<Answer> answers(const Samples& samples) const override;
  bool oracle_gate() const override;
  NamedTensors tensors() const override;
  NamedTensors kept() const override;

 private:
  template <class Function>
  auto call(const char* name, Function&& function) const {
    return call_plugin(recipe_.place(), name, [&] { return function(*predictor_); });
  }
  Handle<Recipe> recipe_;
  std::unique_ptr<Predictor> predictor_;
  Sizes sizes_;
};

}  // namespace zeroth::host
