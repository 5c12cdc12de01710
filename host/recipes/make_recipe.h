#pragma once

#include <memory>

#include "host/recipes/recipe.h"
#include "host/recipes/recipe_inputs.h"

namespace zeroth::host {

/// The recipe that `pipeline.recipe` names.
std::unique_ptr<Recipe> make_recipe(const RecipeInputs& inputs);

}  // namespace zeroth::host
