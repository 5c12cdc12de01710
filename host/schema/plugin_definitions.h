#pragma once

#include <zeroth/description.h>

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "host/base/json.h"
#include "host/catalog/installed_plugins.h"
#include "host/pipeline/recipe_schema.h"
#include "host/schema/schema_parts.h"

namespace zeroth::host {

/// What a recipe's block "data" uses: the kind of a data reader.
std::string data_kind(bool regions);

/// What a block may refer to instead of holding one of its own: a block, or one among `blocks`.
struct Target {
  std::string name;
  std::string kind;
  bool is_map = false;
};
using Earlier = std::vector<Target>;

/// A block of a recipe that holds components by name.
struct Named {
  const RecipeSchema& recipe;
  const NamedChildrenDescription& group;
};

/// The part of a schema that depends on what is installed: blocks that use a plugin.
class PluginDefinitions {
 public:
  PluginDefinitions(const InstalledPlugins& installed, Definitions& definitions);

  /// A block that uses a plugin of a kind, after `earlier` ones. One among others by name holds
  /// values of the recipe's beside `use` and `params`.
  Json block(const std::string& kind, const Earlier& earlier, const Named* named = nullptr);
  /// What it must hold where nothing is inherited.
  Json needs(const std::string& kind, const Named* named = nullptr);
  /// Whether some plugin holds a block of this kind, or a reference to one.
  bool is_held(const std::string& kind) const { return kinds_inside_.count(kind) > 0; }

 private:
  /// Id and description of everything that a block may use, by kind.
  using Catalogue = std::map<std::string, std::vector<std::pair<std::string, Description>>>;
  static Catalogue catalogue_of(const InstalledPlugins& installed);

  Json block_of(const std::string& kind, const std::string& id, const Description& description,
                const Earlier& earlier, const Named* named);
  /// A block whose plugin another file names.
  Json block_of_any(const std::string& kind, const Earlier& earlier, const Named* named);
  Json params(const std::string& id, const Description& description);
  Json child_block(const std::string& kind, const ChildDescription& child, const Earlier& earlier);
  /// Input of a loss -> tensor of the recipe.
  Json inputs_of(const Description& loss, const RecipeSchema& recipe) const;
  /// Outputs of any plugin of that kind that an input can be bound to.
  std::vector<std::string> outputs_of(const std::string& kind,
                                      const TensorDescription& input) const;
  Json needs_of(const std::string& kind, const Description& description, const Named* named);

  Definitions& definitions_;
  Catalogue catalogue_;
  std::set<std::string> kinds_inside_;
};

}  // namespace zeroth::host
