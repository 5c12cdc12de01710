#include "host/schema/pipeline_schema.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/nearest.h>

#include <utility>
#include <vector>

#include "host/base/problem.h"
#include "host/pipeline/recipe_schema.h"
#include "host/schema/recipe_definitions.h"
#include "host/schema/schema_parts.h"
#include "host/schema/value_schema.h"
#include "host/text/recipe_block.h"

namespace zeroth::host {
namespace {

std::vector<RecipeSchema> chosen_recipes(const InstalledPlugins& installed,
                                         const std::string& recipe) {
  std::vector<RecipeSchema> chosen;
  const std::vector<std::string> names = recipe_names(installed);
  for (const std::string& name : names) {
    if (!recipe.empty() && recipe != name && recipe != recipe_plugin(name)) continue;
    if (auto found = find_recipe(name, installed)) chosen.push_back(std::move(*found));
  }
  if (!chosen.empty() || recipe.empty()) return chosen;
  throw Failure(Exit::usage,
                {fmt::format("no recipe \"{}\"{}", recipe, did_you_mean(nearest(recipe, names))),
                 "",
                 {fmt::format("recipes: {}", fmt::join(names, ", "))},
                 ""});
}

/// What holds where a pipeline is of that recipe.
Json of_recipe(const std::string& name, Json then) {
  return {{"if", present("recipe", names_recipe({name}))}, {"then", std::move(then)}};
}

}  // namespace

Json pipeline_schema(const InstalledPlugins& installed, const std::string& recipe) {
  const std::vector<RecipeSchema> recipes = chosen_recipes(installed, recipe);
  Definitions definitions;
  RecipeDefinitions blocks(installed, definitions);
  std::vector<std::string> names;
  Json parts = Json::array();
  Json demands = Json::array({required_values(top_values()), present("recipe")});
  for (const RecipeSchema& one : recipes) {
    names.push_back(one.name);
    parts.push_back(of_recipe(one.name, blocks.recipe(one)));
    demands.push_back(of_recipe(one.name, blocks.complete(one)));
  }
  Json known = required("recipe");
  known["properties"]["recipe"] = names_recipe(names);
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
