#include "host/recipes/make_recipe.h"

#include <string>

#include "host/base/problem.h"
#include "host/recipes/d3gzsl.h"
#include "host/recipes/embedding.h"
#include "host/recipes/generative.h"
#include "host/recipes/two_stage.h"

namespace zeroth::host {

namespace {

std::unique_ptr<Recipe> construct(const RecipeInputs& inputs) {
  const auto name = inputs.pipeline.at("recipe").get<std::string>();
  if (name == "generative") return std::make_unique<Generative>(inputs);
  if (name == "d3gzsl") return std::make_unique<D3gzsl>(inputs);
  if (name == "two-stage") return std::make_unique<TwoStage>(inputs);
  if (name == "embedding") return std::make_unique<Embedding>(inputs);
  throw Failure(Exit::bad_configuration, {"unknown recipe \"" + name + "\"", "/recipe", {}, ""});
}

}  // namespace

std::unique_ptr<Recipe> make_recipe(const RecipeInputs& inputs) {
  std::unique_ptr<Recipe> recipe = construct(inputs);
  recipe->check_decay_factors(inputs.pipeline);
  return recipe;
}

}  // namespace zeroth::host
