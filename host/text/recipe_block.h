#pragma once

#include <zeroth/description.h>

#include <string>

#include "host/base/json.h"

namespace zeroth::host {

/// "d3gzsl" of a pipeline that says "recipe": "d3gzsl" or {"use": "recipe.d3gzsl"}; empty where it
/// says neither.
std::string recipe_name(const Json& pipeline);
/// "recipe.d3gzsl" of "d3gzsl".
std::string recipe_plugin(const std::string& name);
/// "d3gzsl" of "recipe.d3gzsl"; empty for a plugin of another kind.
std::string recipe_of(const std::string& plugin);

/// "recipe.d3gzsl".
std::string recipe_id(const Json& pipeline);

/// Where a recipe's parameter stands in a pipeline: "joint.gate.value" is "/joint/gate/value", and
/// one without a block stands under "/recipe/params".
Json::json_pointer recipe_pointer(const std::string& parameter);

/// A recipe's parameters as a resolved pipeline says them.
Values recipe_values(const Description& recipe, const Json& pipeline);

}  // namespace zeroth::host
