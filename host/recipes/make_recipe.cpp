#include "host/recipes/make_recipe.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <vector>

#include <zeroth/nearest.h>
#include "host/base/problem.h"
#include "host/recipes/d3gzsl.h"
#include "host/recipes/embedding.h"
#include "host/recipes/generative.h"
#include "host/recipes/two_stage.h"
#include "host/text/json_text.h"

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

/// @throws Failure(bad_configuration) for every key of `block` that names no optimiser of the run.
void check_names(const Json& block, const std::string& pointer,
                 const std::vector<std::string>& known, const Composer& composer) {
  std::vector<Problem> problems;
  for (const auto& [name, value] : block.items()) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    problems.push_back(
        {fmt::format("no optimiser \"{}\"{}", name, did_you_mean(nearest(name, known))),
         composer.where(child_pointer(pointer, name)),
         {fmt::format("this run has: {}", fmt::join(known, ", "))},
         ""});
  }
  if (!problems.empty()) throw Failure(Exit::bad_configuration, std::move(problems));
}

}  // namespace

std::unique_ptr<Recipe> make_recipe(const RecipeInputs& inputs) {
  std::unique_ptr<Recipe> recipe = construct(inputs);
  const std::vector<std::string> known = recipe->optimiser_names();
  const Json& train = inputs.pipeline.at("train");
  check_names(train.at("decay").at("factors"), "/train/decay/factors", known, inputs.composer);
  const Json none = Json::object();
  check_names(train.value("optimisers", none), "/train/optimisers", known, inputs.composer);
  return recipe;
}

}  // namespace zeroth::host
