#include "host/schema/plugin_definitions.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "host/base/problem.h"
#include "host/pipeline/wiring_check.h"
#include "host/schema/value_schema.h"

namespace zeroth::host {
namespace {

Json block_properties(const Named* named) {
  ParameterDescription keep;
  keep.name = "keep_params";
  keep.type = ValueType::boolean;
  keep.default_value = false;
  keep.help = "keep the inherited parameters although the plugin changes";
  Json properties = {{"use", true}, {"keep_params", value_schema(keep)}};
  if (named) merge_into(properties, value_properties(values_beside_use(named->group)));
  return properties;
}

/// Tensors of the recipe itself that an input can be bound to.
std::vector<std::string> bindable(const TensorDescription& input, const RecipeSchema& recipe) {
  std::vector<std::string> names;
  for (const TensorDescription& one : recipe.description.outputs) {
    if (same_rank_and_type(input, one)) names.push_back(one.name);
  }
  return names;
}

bool passes_data(const ChildDescription& child) {
  return child.kind == "data" && child.passes_outputs;
}

/// Data readers are of two kinds: a recipe takes rows or regions. One that wraps another is of
/// both.
std::vector<std::string> kinds_of(const std::string& id, const Description& description) {
  const std::string kind = id.substr(0, id.find('.'));
  if (kind != "data") return {kind};
  const auto& children = description.children;
  if (std::any_of(children.begin(), children.end(), passes_data)) {
    return {data_kind(false), data_kind(true)};
  }
  return {data_kind(yields_regions(description.outputs))};
}

/// What may stand in the block of a child, inside a block of `kind`: what a reader inside another
/// one yields, that one yields, unless it makes something else of either.
std::vector<std::string> kinds_inside(const std::string& kind, const ChildDescription& child) {
  if (child.kind != "data") return {child.kind};
  if (passes_data(child)) return {kind};
  return {data_kind(false), data_kind(true)};
}

}  // namespace

std::string data_kind(bool regions) { return regions ? "region-data" : "data"; }

PluginDefinitions::Catalogue PluginDefinitions::catalogue_of(const InstalledPlugins& installed) {
  Catalogue all;
  for (const std::string& id : installed.ids) {
    try {
      if (const Description* description = installed.find(id)) {
        for (const std::string& kind : kinds_of(id, *description)) {
          all[kind].emplace_back(id, *description);
        }
      }
    } catch (const Failure&) {  // a damaged plugin is none that a pipeline could use
    }
  }
  return all;
}

PluginDefinitions::PluginDefinitions(const InstalledPlugins& installed, Definitions& definitions)
    : definitions_(definitions), catalogue_(catalogue_of(installed)) {
  for (const auto& [kind, plugins] : catalogue_) {
    for (const auto& [id, description] : plugins) {
      for (const ChildDescription& child : description.children) kinds_inside_.insert(child.kind);
    }
  }
}

Json PluginDefinitions::block(const std::string& kind, const Earlier& earlier, const Named* named) {
  std::string name = named ? fmt::format("{}.{}", named->recipe.name, kind) : kind;
  for (const Target& block : earlier) name += "-after-" + block.name;
  return definitions_.define(name, [&] {
    const auto& plugins = catalogue_[kind];
    std::vector<std::string> ids, summaries;
    for (const auto& [id, description] : plugins) {
      ids.push_back(id);
      summaries.push_back(description.summary);
    }
    Json known = required("use");
    known["properties"]["use"] = {{"enum", ids}};
    Json cases = Json::array();
    for (const auto& [id, description] : plugins) {
      cases.push_back(when("use", id, block_of(kind, id, description, earlier, named)));
    }
    cases.push_back({{"if", std::move(known)}, {"else", block_of_any(kind, earlier, named)}});
    Json properties = {{"use", choice_schema(ids, summaries)}};
    Json schema = without(closed_object(std::move(properties)), "additionalProperties");
    schema["allOf"] = std::move(cases);
    return schema;
  });
}

Json PluginDefinitions::block_of(const std::string& kind, const std::string& id,
                                 const Description& description, const Earlier& earlier,
                                 const Named* named) {
  Json properties = block_properties(named);
  properties["params"] = params(id, description);
  if (named && named->group.reads_outputs) {
    properties["inputs"] = inputs_of(description, named->recipe);
  }
  for (const ChildDescription& child : description.children) {
    properties[child.name] = child_block(kind, child, earlier);
  }
  Json schema = without(closed_object(std::move(properties)), "type");
  schema["description"] = description.summary;
  return schema;
}

Json PluginDefinitions::block_of_any(const std::string& kind, const Earlier& earlier,
                                     const Named* named) {
  Json properties = block_properties(named), choices = Json::array();
  for (const auto& [id, description] : catalogue_[kind]) {
    choices.push_back(params(id, description));
    for (const ChildDescription& child : description.children) {
      properties[child.name] = child_block(kind, child, earlier);
    }
  }
  properties["params"] = choices.empty() ? Json(true) : any_of(std::move(choices));
  return without(closed_object(std::move(properties)), "type");
}

Json PluginDefinitions::params(const std::string& id, const Description& description) {
  return definitions_.define("params." + id, [&] { return values_schema(description.parameters); });
}

Json PluginDefinitions::child_block(const std::string& kind, const ChildDescription& child,
                                    const Earlier& earlier) {
  std::vector<std::string> targets;
  Json choices = Json::array();
  for (const std::string& one : kinds_inside(kind, child)) choices.push_back(block(one, earlier));
  Json among = Json::array();
  for (const Target& one : earlier) {
    if (one.kind != child.kind) continue;
    if (one.is_map)
      among.push_back(pattern_choice(fmt::format("^/{}/{}$", one.name, expert_name())));
    else
      targets.push_back("/" + one.name);
  }
  if (!targets.empty()) among.push_back(choice_schema(targets, {}));
  if (!among.empty()) {
    Json properties = {{"ref", any_of(std::move(among))}};
    Json reference = closed_object(std::move(properties));
    merge_into(reference, required("ref"));
    choices.push_back(std::move(reference));
  }
  Json schema = any_of(std::move(choices));
  schema["description"] = child.help;
  return schema;
}

Json PluginDefinitions::inputs_of(const Description& loss, const RecipeSchema& recipe) const {
  Json properties = Json::object();
  for (const TensorDescription& input : loss.inputs) {
    Json schema = choice_schema(bindable(input, recipe), {});
    for (const NamedChildrenDescription& group : recipe.description.named_children) {
      if (!group.passes_outputs) continue;
      const std::vector<std::string> outputs = outputs_of(group.kind, input);
      if (outputs.empty()) continue;
      schema["anyOf"].push_back(
          pattern_choice(fmt::format("^{}/({})$", expert_name(), fmt::join(outputs, "|"))));
    }
    properties[input.name] = std::move(schema);
  }
  return closed_object(std::move(properties));
}

std::vector<std::string> PluginDefinitions::outputs_of(const std::string& kind,
                                                       const TensorDescription& input) const {
  std::set<std::string> names;
  const auto plugins = catalogue_.find(kind);
  if (plugins == catalogue_.end()) return {};
  for (const auto& [id, description] : plugins->second) {
    for (const TensorDescription& one : description.outputs) {
      if (same_rank_and_type(input, one)) names.insert(one.name);
    }
  }
  return {names.begin(), names.end()};
}

Json PluginDefinitions::needs(const std::string& kind, const Named* named) {
  return definitions_.define("needs." + (named ? named->recipe.name + "." : "") + kind, [&] {
    Json demands = Json::array({present("use")});
    for (const auto& [id, description] : catalogue_[kind]) {
      Json own = needs_of(kind, description, named);
      if (!own.empty()) demands.push_back(when("use", id, all_of(std::move(own))));
    }
    return all_of(std::move(demands));
  });
}

Json PluginDefinitions::needs_of(const std::string& kind, const Description& description,
                                 const Named* named) {
  Json demands = Json::array();
  Json values = required_values(description.parameters);
  if (!values.is_null()) demands.push_back(present("params", std::move(values)));
  for (const ChildDescription& child : description.children) {
    Json choices = Json::array({required("ref")});
    for (const std::string& one : kinds_inside(kind, child)) choices.push_back(needs(one));
    const bool has_default = !child.default_use.empty();
    Json uses_default = Json::object();
    uses_default["not"] = required("use");
    if (has_default) choices.push_back(std::move(uses_default));
    Json inner = any_of(std::move(choices));
    demands.push_back(child.optional || has_default ? absent_or(child.name, std::move(inner))
                                                    : present(child.name, std::move(inner)));
  }
  if (!named || !named->group.reads_outputs) return demands;
  for (const TensorDescription& input : description.inputs) {
    const std::vector<std::string> tensors = bindable(input, named->recipe);
    const bool has_own = std::find(tensors.begin(), tensors.end(), input.name) != tensors.end();
    if (!has_own) demands.push_back(present("inputs", present(input.name)));
  }
  return demands;
}

}  // namespace zeroth::host
