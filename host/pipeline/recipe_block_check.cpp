#include "host/pipeline/recipe_block_check.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/nearest.h>

#include "host/base/printable.h"
#include "host/text/recipe_block.h"

namespace zeroth::host {

std::optional<RecipeSchema> RecipeBlockCheck::check(Json& document) {
  if (!document.contains("recipe")) {
    problems_.add("the pipeline needs \"recipe\"", "",
                  {fmt::format("one of {}", fmt::join(recipe_names(installed_), ", "))});
    return std::nullopt;
  }
  const std::string name = recipe_name(document);
  if (name.empty()) {
    problems_.add(fmt::format("\"recipe\" must be a name or {{\"use\": \"recipe.NAME\"}}, not {}",
                              shortened(document["recipe"].dump())),
                  "/recipe",
                  {fmt::format("installed: {}", fmt::join(recipe_names(installed_), ", "))});
    return std::nullopt;
  }
  std::optional<RecipeSchema> recipe = find_recipe(name, installed_);
  if (!recipe) {
    const bool is_short = document["recipe"].is_string();
    const std::string hint = did_you_mean(nearest(name, recipe_names(installed_)));
    plugins_.add_missing(recipe_id(document), is_short ? "/recipe" : "/recipe/use",
                         fmt::format("no recipe \"{}\"{}", name, hint));
    return std::nullopt;
  }
  check_long_form(document, *recipe);
  return recipe;
}

void RecipeBlockCheck::check_long_form(Json& document, const RecipeSchema& recipe) {
  const std::string id = recipe_id(document);
  if (document["recipe"].is_string()) document["recipe"] = {{"use", id}};
  Json& block = document["recipe"];
  plugins_.check_keys(block, {"use", "params", "keep_params"}, id, "/recipe");
  Json& params = plugins_.object_at(block, "params", "/recipe");
  if (params.is_object()) {
    check_values(params, recipe.own, id, "/recipe/params", {}, problems_);
  }
  if (recipe.own.empty()) block = recipe.name;
}

}  // namespace zeroth::host
