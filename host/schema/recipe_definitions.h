#pragma once

#include <string>
#include <utility>
#include <vector>

#include "host/base/json.h"
#include "host/catalog/installed_plugins.h"
#include "host/pipeline/recipe_schema.h"
#include "host/schema/plugin_definitions.h"
#include "host/schema/schema_parts.h"

namespace zeroth::host {

/// What a pipeline of a recipe holds.
class RecipeDefinitions {
 public:
  RecipeDefinitions(const InstalledPlugins& installed, Definitions& definitions)
      : definitions_(definitions), plugins_(installed, definitions) {}

  /// A pipeline, or a part of one, of a recipe.
  Json recipe(const RecipeSchema& recipe);
  /// A part of a pipeline that does not say of which recipe.
  Json any_recipe(const std::vector<RecipeSchema>& recipes);
  /// What a pipeline of a recipe must hold where nothing is inherited.
  Json complete(const RecipeSchema& recipe);

 private:
  std::vector<std::pair<std::string, Json>> blocks_of(const RecipeSchema& recipe);
  Json every_needs(const std::string& kind, const Named& named);

  Definitions& definitions_;
  PluginDefinitions plugins_;
};

}  // namespace zeroth::host
