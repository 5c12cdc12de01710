#include "host/text/recipe_block.h"

#include <algorithm>

#include "host/base/begins_with.h"
#include "host/text/values.h"

namespace zeroth::host {
namespace {

const std::string kKind = "recipe.";

}  // namespace

std::string recipe_plugin(const std::string& name) { return kKind + name; }

std::string recipe_of(const std::string& plugin) {
  return begins_with(plugin, kKind) ? plugin.substr(kKind.size()) : "";
}

std::string recipe_name(const Json& pipeline) {
  const auto found = pipeline.find("recipe");
  if (found == pipeline.end()) return "";
  if (found->is_string()) return found->get<std::string>();
  const bool is_block = found->is_object() && found->contains("use") && (*found)["use"].is_string();
  const std::string id = is_block ? (*found)["use"].get<std::string>() : "";
  return recipe_of(id);
}

std::string recipe_id(const Json& pipeline) { return recipe_plugin(recipe_name(pipeline)); }

Json::json_pointer recipe_pointer(const std::string& parameter) {
  if (parameter.find('.') == std::string::npos) {
    return Json::json_pointer("/recipe/params") / parameter;
  }
  std::string pointer = "/" + parameter;
  std::replace(pointer.begin(), pointer.end(), '.', '/');
  return Json::json_pointer(pointer);
}

Values recipe_values(const Description& recipe, const Json& pipeline) {
  Values values;
  for (const ParameterDescription& rule : recipe.parameters) {
    const Json::json_pointer at = recipe_pointer(rule.name);
    if (!pipeline.contains(at)) continue;  // its default
    if (const auto value = to_value(pipeline.at(at), rule.type)) values[rule.name] = *value;
  }
  return values;
}

}  // namespace zeroth::host
