#pragma once

#include <memory>

#include "host/recipes/d3gzsl_term.h"
#include "host/recipes/recipe.h"
#include "host/recipes/recipe_inputs.h"

namespace zeroth::host {

/// D3GZSL (AAAI 2024, arXiv:2402.11424; host/recipes/README.md): trains the teacher on seen
/// rows, freezes it, then trains generator and student together. The student classifies.
class D3gzsl final : public Recipe {
 public:
  explicit D3gzsl(const RecipeInputs& inputs);
  std::unique_ptr<Predictor> predictor(std::int64_t epoch) override;

 protected:
  void after_training(std::size_t done) override;
  NamedTensors own_state() override;

 private:
  Handle<Student> student_;
  std::unique_ptr<D3gzslTerm> term_;
};

}  // namespace zeroth::host
