#pragma once

#include <string>
#include <vector>

#include "host/pipeline/plugin_block_check.h"
#include "host/pipeline/recipe_schema.h"

namespace zeroth::host {

/// Checks the blocks of a recipe that hold components by name: `experts`, `losses`.
class NamedBlocksCheck {
 public:
  NamedBlocksCheck(PluginBlockCheck& plugins, ProblemList& problems)
      : plugins_(plugins), problems_(problems) {}

  /// One such block. Its components are made in the order of their names; each may refer to those
  /// before it, and read what `recipe` and what was checked before offers.
  void check(const NamedChildrenDescription& group, const Description& recipe, Json& document);
  /// A parameter whose names are those of such components: each must be there, and offer what the
  /// parameter says. Without names all of them do.
  void check_names(const ParameterDescription& rule, const Json& document);

 private:
  bool has_some(const NamedChildrenDescription& group, const Json& document);
  void check_name(const NamedChildrenDescription& group, const std::string& name,
                  const std::string& pointer);
  void check_one(const NamedChildrenDescription& group, const Description& recipe,
                 const std::string& name, Json& block);
  bool offers(const std::string& tensor) const;

  PluginBlockCheck& plugins_;
  ProblemList& problems_;
  std::vector<TensorDescription> tensors_;  // "expert/output"
};

}  // namespace zeroth::host
