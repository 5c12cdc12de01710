#include "host/schema/recipe_definitions.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "host/schema/value_schema.h"
#include "host/text/values.h"

namespace zeroth::host {
namespace {

constexpr const char* kExpertMap = "experts";

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

Json cross_rule(const CrossRule& rule, bool by_default, const std::string& owner) {
  const Json value = {{"enum", {rule.value, nullptr}}};
  Json applies = {{"properties", {{rule.block, {{"properties", {{rule.name, value}}}}}}}};
  if (!by_default) {
    applies = present(rule.block, present(rule.name, {{"const", rule.value}}));
  }
  if (!owner.empty()) applies = all_of(Json::array({present(owner), std::move(applies)}));
  Json needed = choice_schema(rule.other_values, {});
  return {{"if", std::move(applies)},
          {"then", present(rule.other_block, present(rule.other_name, std::move(needed)))}};
}

}  // namespace

Json RecipeDefinitions::recipe(const RecipeSchema& recipe) {
  Json properties = file_properties();
  for (const auto& [name, schema] : blocks_of(recipe)) properties[name] = schema;
  return definitions_.define("recipe." + recipe.name, [&] { return closed_object(properties); });
}

Json RecipeDefinitions::any_recipe(const std::vector<const RecipeSchema*>& recipes) {
  std::map<std::string, Json> choices;
  for (const RecipeSchema* one : recipes) {
    for (auto& [name, schema] : blocks_of(*one)) {
      Json& known = choices.emplace(name, Json::array()).first->second;
      if (std::find(known.begin(), known.end(), schema) == known.end()) known.push_back(schema);
    }
  }
  Json properties = file_properties();
  for (auto& [name, schemas] : choices) properties[name] = any_of(schemas);
  return definitions_.define("recipe", [&] { return closed_object(properties); });
}

Json RecipeDefinitions::complete(const RecipeSchema& recipe) {
  Json demands = Json::array({present("data", plugins_.needs(data_kind(recipe.experts)))});
  for (const PluginBlock& block : recipe.plugins) {
    Json inner = plugins_.needs(block.kind);
    demands.push_back(block.optional ? absent_or(block.name, std::move(inner))
                                     : present(block.name, std::move(inner)));
  }
  if (recipe.experts) demands.push_back(present(kExpertMap, every_needs("expert", nullptr)));
  if (recipe.losses) demands.push_back(present("losses", every_needs("loss", &recipe)));
  for (const BlockSchema& block : recipe.blocks) {
    if (!block.only_with.empty()) {
      demands.push_back({{"if", present(block.name)}, {"then", present(block.only_with)}});
    }
  }
  for (const CrossRule& rule : cross_rules()) {
    if (const ParameterDescription* value = value_of(recipe, rule.block, rule.name)) {
      const bool by_default = default_of(*value) == rule.value;
      demands.push_back(cross_rule(rule, by_default, owner_of(recipe, rule.block)));
    }
  }
  return all_of(std::move(demands));
}

std::vector<std::pair<std::string, Json>> RecipeDefinitions::blocks_of(const RecipeSchema& recipe) {
  std::vector<std::pair<std::string, Json>> blocks;
  Earlier earlier;
  blocks.emplace_back("data", plugins_.block(data_kind(recipe.experts), earlier));
  for (const PluginBlock& block : recipe.plugins) {
    blocks.emplace_back(block.name, plugins_.block(block.kind, earlier));
    if (plugins_.is_held(block.kind)) earlier.push_back({block.name, block.kind});
  }
  if (recipe.experts) {
    earlier.push_back({kExpertMap, "expert", true});
    Json experts = block_map(plugins_.block("expert", earlier));
    experts["propertyNames"] = pattern_choice(fmt::format("^({}|\\$comment)$", expert_name()));
    blocks.emplace_back(kExpertMap, std::move(experts));
  }
  if (recipe.losses)
    blocks.emplace_back("losses", block_map(plugins_.block("loss", earlier, &recipe)));
  for (const BlockSchema& block : recipe.blocks) {
    blocks.emplace_back(block.name, host_block(block));
  }
  return blocks;
}

Json RecipeDefinitions::every_needs(const std::string& kind, const RecipeSchema* recipe) {
  const Json removed = {{"type", "null"}};
  Json choices = Json::array({removed, plugins_.needs(kind, recipe)});
  return {{"minProperties", 1},
          {"properties", {{"$comment", true}}},
          {"additionalProperties", any_of(std::move(choices))}};
}

}  // namespace zeroth::host
