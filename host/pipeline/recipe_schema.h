#pragma once

#include <zeroth/description.h>

#include <optional>
#include <string>
#include <vector>

#include "host/catalog/installed_plugins.h"
#include "host/pipeline/host_schema.h"

namespace zeroth::host {

/// A value of the pipeline that needs a protocol with validation data.
struct ValidationRule {
  std::string block, name, value;
};

/// Everything that a pipeline of one recipe may hold: its plugin's description, with its parameters
/// in the blocks where they stand, beside the host's own.
struct RecipeSchema {
  std::string name;         ///< "d3gzsl"
  Description description;  ///< of recipe.d3gzsl
  std::vector<BlockSchema> blocks;
  std::vector<ParameterDescription> own;  ///< of the block "recipe" itself
  std::vector<ValidationRule> validation;

  /// Whether it trains on region features [N,M,R] of images, or on a feature row [D] of each.
  bool reads_regions() const { return reads("regions"); }
  /// Whether it declares that input.
  bool reads(const std::string& input) const;
};

/// Protocols with validation data.
const std::vector<std::string>& validating_protocols();

RecipeSchema recipe_schema(const std::string& name, const Description& recipe);

/// Those that are installed, without "recipe.".
std::vector<std::string> recipe_names(const InstalledPlugins& installed);
/// Nothing where no such recipe is installed.
std::optional<RecipeSchema> find_recipe(const std::string& name, const InstalledPlugins& installed);

/// What stands beside "use" and "params" in each block of that kind: its values, and the wiring of
/// what it reads.
std::vector<ParameterDescription> values_beside_use(const NamedChildrenDescription& group);

}  // namespace zeroth::host
