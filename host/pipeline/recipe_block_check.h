#pragma once

#include <optional>

#include "host/pipeline/plugin_block_check.h"
#include "host/pipeline/recipe_schema.h"

namespace zeroth::host {

/// Checks which recipe a pipeline is of: "recipe": "d3gzsl", or {"use": "recipe.d3gzsl", "params":
/// ...} with the parameters that stand in no block of their own.
class RecipeBlockCheck {
 public:
  RecipeBlockCheck(const InstalledPlugins& installed, PluginBlockCheck& plugins,
                   ProblemList& problems)
      : installed_(installed), plugins_(plugins), problems_(problems) {}

  /// Writes the short form where there are no such parameters, else the long one with all of them.
  /// @return nothing where the pipeline names none that is installed.
  std::optional<RecipeSchema> check(Json& document);

 private:
  void check_long_form(Json& document, const RecipeSchema& recipe);
  const InstalledPlugins& installed_;
  PluginBlockCheck& plugins_;
  ProblemList& problems_;
};

}  // namespace zeroth::host
