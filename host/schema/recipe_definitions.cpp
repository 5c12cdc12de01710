#include "host/schema/recipe_definitions.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "host/schema/value_schema.h"
#include "host/text/recipe_block.h"
#include "host/text/values.h"

namespace zeroth::host {
namespace {

Json file_properties() {
  Json properties = value_properties(top_values());
  properties["zeroth"]["maximum"] = kPipelineFormat;
  std::string forbidden;
  for (const char c : kNotInName) forbidden += fmt::format("\\u{:04x}", static_cast<int>(c));
  properties["name"]["pattern"] = fmt::format("^[^{}]*$", forbidden);
  properties["name"]["maxLength"] = kLongestName;
  properties["extends"] = {{"description", "files to start from; later ones win"},
                           {"type", {"string", "array"}},
                           {"items", {{"type", "string"}}}};
  properties["presets"] = {{"description", "name -> changes that \"preset\" chooses"},
                           {"type", "object"},
                           {"additionalProperties", reference("patch")}};
  properties["vars"] = {{"description", "name -> what ${name} stands for"},
                        {"type", {"object", "null"}}};
  properties["published"] = {{"description", "figures of the paper, with table and row"},
                             {"type", {"object", "null"}}};
  properties["$schema"] = true;
  return properties;
}

/// Name -> block.
Json block_map(Json block) {
  Json schema = closed_object(Json::object());
  schema["additionalProperties"] = std::move(block);
  return schema;
}

Json host_block(const BlockSchema& block) {
  Json schema = values_schema(block.values);
  for (const BlockSchema& inner : block.blocks) {
    schema["properties"][inner.name] = host_block(inner);
  }
  return block.changes_by_name ? block_map(std::move(schema)) : schema;
}

const ParameterDescription* value_of(const RecipeSchema& recipe, const std::string& block,
                                     const std::string& name) {
  for (const BlockSchema& one : recipe.blocks) {
    if (one.name != block) continue;
    for (const ParameterDescription& rule : one.values) {
      if (rule.name == name) return &rule;
    }
  }
  return nullptr;
}

/// The block without which this one means nothing; empty when there is none.
std::string owner_of(const RecipeSchema& recipe, const std::string& block) {
  for (const BlockSchema& one : recipe.blocks) {
    if (one.name == block) return one.only_with;
  }
  return "";
}

Json validation_rule(const ValidationRule& rule, bool by_default, const std::string& owner) {
  const Json value = {{"enum", {rule.value, nullptr}}};
  Json applies = {{"properties", {{rule.block, {{"properties", {{rule.name, value}}}}}}}};
  if (!by_default) {
    applies = present(rule.block, present(rule.name, {{"const", rule.value}}));
  }
  if (!owner.empty()) applies = all_of(Json::array({present(owner), std::move(applies)}));
  Json needed = choice_schema(validating_protocols(), {});
  return {{"if", std::move(applies)},
          {"then", present("evaluate", present("protocol", std::move(needed)))}};
}

/// The block "recipe": the plugin's id, and parameters that stand in no block of their own.
Json long_form(const RecipeSchema& recipe) {
  Json properties = {{"use", {{"const", recipe_plugin(recipe.name)}}},
                     {"params", values_schema(recipe.own)}};
  Json schema = closed_object(std::move(properties));
  merge_into(schema, required("use"));
  return schema;
}

}  // namespace

Json RecipeDefinitions::recipe(const RecipeSchema& recipe) {
  Json properties = file_properties();
  properties["recipe"] = any_of(Json::array({{{"const", recipe.name}}, long_form(recipe)}));
  for (const auto& [name, schema] : blocks_of(recipe)) properties[name] = schema;
  return definitions_.define(recipe_plugin(recipe.name), [&] { return closed_object(properties); });
}

Json RecipeDefinitions::any_recipe(const std::vector<RecipeSchema>& recipes) {
  std::map<std::string, Json> choices;
  for (const RecipeSchema& one : recipes) {
    for (auto& [name, schema] : blocks_of(one)) {
      Json& known = choices.emplace(name, Json::array()).first->second;
      if (std::find(known.begin(), known.end(), schema) == known.end()) known.push_back(schema);
    }
  }
  Json properties = file_properties();
  for (auto& [name, schemas] : choices) properties[name] = any_of(schemas);
  std::vector<std::string> names;
  for (const RecipeSchema& one : recipes) names.push_back(one.name);
  properties["recipe"] = any_of(Json::array({names_recipe(names), {{"type", "null"}}}));
  return definitions_.define("recipe", [&] { return closed_object(properties); });
}

Json RecipeDefinitions::complete(const RecipeSchema& recipe) {
  Json demands = Json::array({present("data", plugins_.needs(data_kind(recipe.reads_regions())))});
  for (const ChildDescription& child : recipe.description.children) {
    const bool has_default = !child.default_use.empty();
    Json inner = plugins_.needs(child.kind);
    if (has_default) inner = any_of(Json::array({std::move(inner), {{"not", required("use")}}}));
    demands.push_back(child.optional || has_default ? absent_or(child.name, std::move(inner))
                                                    : present(child.name, std::move(inner)));
  }
  for (const NamedChildrenDescription& group : recipe.description.named_children) {
    const Named named{recipe, group};
    demands.push_back(present(group.name, every_needs(group.kind, named)));
  }
  for (const BlockSchema& block : recipe.blocks) {
    if (!block.only_with.empty()) {
      demands.push_back({{"if", present(block.name)}, {"then", present(block.only_with)}});
    }
  }
  for (const ValidationRule& rule : recipe.validation) {
    if (const ParameterDescription* value = value_of(recipe, rule.block, rule.name)) {
      const bool by_default = default_of(*value) == rule.value;
      demands.push_back(validation_rule(rule, by_default, owner_of(recipe, rule.block)));
    }
  }
  return all_of(std::move(demands));
}

std::vector<std::pair<std::string, Json>> RecipeDefinitions::blocks_of(const RecipeSchema& recipe) {
  std::vector<std::pair<std::string, Json>> blocks;
  Earlier earlier;
  blocks.emplace_back("data", plugins_.block(data_kind(recipe.reads_regions()), earlier));
  for (const ChildDescription& child : recipe.description.children) {
    blocks.emplace_back(child.name, plugins_.block(child.kind, earlier));
    if (plugins_.is_held(child.kind)) earlier.push_back({child.name, child.kind});
  }
  for (const NamedChildrenDescription& group : recipe.description.named_children) {
    if (group.passes_outputs) earlier.push_back({group.name, group.kind, true});
    const Named named{recipe, group};
    Json map = block_map(plugins_.block(group.kind, earlier, &named));
    if (group.passes_outputs) {
      map["propertyNames"] = pattern_choice(fmt::format("^({}|\\$comment)$", expert_name()));
    }
    blocks.emplace_back(group.name, std::move(map));
  }
  for (const BlockSchema& block : recipe.blocks) {
    blocks.emplace_back(block.name, host_block(block));
  }
  return blocks;
}

Json RecipeDefinitions::every_needs(const std::string& kind, const Named& named) {
  const Json removed = {{"type", "null"}};
  Json choices = Json::array({removed, plugins_.needs(kind, &named)});
  return {{"minProperties", 1},
          {"properties", {{"$comment", true}}},
          {"additionalProperties", any_of(std::move(choices))}};
}

}  // namespace zeroth::host
