#include "host/schema/pipeline_schema.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/nearest.h>

#include <utility>
#include <vector>

#include "host/base/problem.h"
#include "host/pipeline/host_schema.h"
#include "host/schema/recipe_definitions.h"
#include "host/schema/schema_parts.h"
#include "host/schema/value_schema.h"

namespace zeroth::host {
namespace {

std::vector<const RecipeSchema*> chosen_recipes(const std::string& recipe) {
  std::vector<const RecipeSchema*> chosen;
  for (const std::string& name : recipe_names()) {
    if (recipe.empty() || recipe == name) chosen.push_back(find_recipe(name));
  }
  if (!chosen.empty()) return chosen;
  throw Failure(Exit::usage, {fmt::format("no recipe \"{}\"{}", recipe,
                                          did_you_mean(nearest(recipe, recipe_names()))),
                              "",
                              {fmt::format("recipes: {}", fmt::join(recipe_names(), ", "))},
                              ""});
}

}  // namespace

Json pipeline_schema(const InstalledPlugins& installed, const std::string& recipe) {
  const std::vector<const RecipeSchema*> recipes = chosen_recipes(recipe);
  Definitions definitions;
  RecipeDefinitions blocks(installed, definitions);
  Json names = Json::array(), parts = Json::array();
  Json demands = Json::array({required_values(top_values()), present("recipe")});
  for (const RecipeSchema* one : recipes) {
    names.push_back(one->name);
    parts.push_back(when("recipe", one->name, blocks.recipe(*one)));
    demands.push_back(when("recipe", one->name, blocks.complete(*one)));
  }
  Json known = required("recipe");
  known["properties"]["recipe"] = {{"enum", std::move(names)}};
  parts.push_back({{"if", known}, {"else", blocks.any_recipe(recipes)}});
  Json whole = required("name");
  whole["not"] = any_of(Json::array({required("extends"), required("presets")}));
  Json all = definitions.take();
  all["patch"] = {{"type", "object"}, {"allOf", std::move(parts)}};
  Json schema = {
      {"$schema", kDraft},
      {"title", "A pipeline of Zeroth"},
      {"type", "object"},
      {"allOf", {reference("patch"), {{"if", whole}, {"then", all_of(std::move(demands))}}}},
      {"$defs", std::move(all)}};
  return schema;
}

}  // namespace zeroth::host
