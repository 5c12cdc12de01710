#include "host/pipeline/recipe_schema.h"

#include <algorithm>
#include <utility>

#include "host/text/recipe_block.h"

namespace zeroth::host {
namespace {

BlockSchema& block_in(std::vector<BlockSchema>& blocks, const std::string& name) {
  for (BlockSchema& one : blocks) {
    if (one.name == name) return one;
  }
  blocks.push_back({name, {}, {}, {}});
  return blocks.back();
}

/// Puts "joint.gate.value" as "value" into the block "gate" of the block "joint". A recipe's own
/// value takes the place of the host's of that name, which the host then learns from it.
void add(std::vector<BlockSchema>& blocks, const std::string& path, ParameterDescription rule) {
  const std::size_t dot = path.find('.');
  BlockSchema& block = block_in(blocks, path.substr(0, dot));
  const std::string rest = path.substr(dot + 1);
  if (rest.find('.') != std::string::npos) return add(block.blocks, rest, std::move(rule));
  rule.name = rest;
  for (ParameterDescription& value : block.values) {
    if (value.name != rest) continue;
    value = std::move(rule);
    return;
  }
  block.values.push_back(std::move(rule));
}

void add_validation(const ParameterDescription& rule, RecipeSchema& schema) {
  const std::size_t dot = rule.name.rfind('.');
  if (rule.needs_validation.empty() || dot == std::string::npos) return;
  schema.validation.push_back(
      {rule.name.substr(0, dot), rule.name.substr(dot + 1), rule.needs_validation});
}

}  // namespace

bool RecipeSchema::reads(const std::string& input) const {
  const auto& inputs = description.inputs;
  return std::any_of(inputs.begin(), inputs.end(),
                     [&](const TensorDescription& one) { return one.name == input; });
}

const std::vector<std::string>& validating_protocols() {
  static const std::vector<std::string> protocols = {"strict-val", "validation"};
  return protocols;
}

RecipeSchema recipe_schema(const std::string& name, const Description& recipe) {
  RecipeSchema schema;
  schema.name = name;
  schema.description = recipe;
  std::vector<BlockSchema> common = common_blocks();
  const auto is_common = [&](const std::string& path) {
    const std::string block = path.substr(0, path.find('.'));
    return std::any_of(common.begin(), common.end(),
                       [&](const BlockSchema& one) { return one.name == block; });
  };
  for (const ParameterDescription& rule : recipe.parameters) {
    add_validation(rule, schema);
    if (rule.name.find('.') == std::string::npos) {
      schema.own.push_back(rule);
    } else {
      add(is_common(rule.name) ? common : schema.blocks, rule.name, rule);
    }
  }
  for (const GroupDescription& group : recipe.groups) {
    block_in(schema.blocks, group.name).only_with = group.only_with;
  }
  for (BlockSchema& one : common) schema.blocks.push_back(std::move(one));
  return schema;
}

std::vector<std::string> recipe_names(const InstalledPlugins& installed) {
  std::vector<std::string> names;
  for (const std::string& id : installed.ids) {
    if (std::string name = recipe_of(id); !name.empty()) names.push_back(std::move(name));
  }
  return names;
}

std::optional<RecipeSchema> find_recipe(const std::string& name,
                                        const InstalledPlugins& installed) {
  const Description* recipe = name.empty() ? nullptr : installed.find(recipe_plugin(name));
  if (!recipe) return std::nullopt;
  return recipe_schema(name, *recipe);
}

std::vector<ParameterDescription> values_beside_use(const NamedChildrenDescription& group) {
  std::vector<ParameterDescription> values = group.values;
  if (!group.reads_outputs) return values;
  ParameterDescription inputs;
  inputs.name = "inputs";
  inputs.type = ValueType::strings_by_name;
  inputs.default_value = StringsByName();
  inputs.help = "input of the loss -> tensor of the recipe";
  values.push_back(std::move(inputs));
  return values;
}

}  // namespace zeroth::host
