#include "host/schema/schema_parts.h"

#include <fmt/format.h>

#include "host/pipeline/host_schema.h"
#include "host/text/recipe_block.h"

namespace zeroth::host {

Json reference(const std::string& definition) { return {{"$ref", "#/$defs/" + definition}}; }

Json any_of(Json choices) {
  if (choices.size() == 1) return choices.front();
  Json schema = {{"anyOf", std::move(choices)}};
  return schema;
}

Json required(const std::string& name) { return {{"required", Json::array({name})}}; }

Json all_of(Json demands) {
  Json schema = {{"allOf", std::move(demands)}};
  return schema;
}

Json absent_or(const std::string& name, Json condition) {
  const Json absent = {{"type", "null"}};
  Json schema = Json::object();
  schema["properties"][name] = any_of(Json::array({absent, std::move(condition)}));
  return schema;
}

Json names_recipe(const std::vector<std::string>& names) {
  Json ids = Json::array();
  for (const std::string& name : names) ids.push_back(recipe_plugin(name));
  Json block = present("use", {{"enum", std::move(ids)}});
  block["type"] = "object";
  return any_of(Json::array({{{"enum", names}}, std::move(block)}));
}

std::string expert_name() {
  std::string characters;
  for (int c = ' '; c < 0x7f; ++c) {
    if (is_word(static_cast<char>(c))) characters += fmt::format("\\u{:04x}", c);
  }
  return "[" + characters + "]+";
}

}  // namespace zeroth::host
