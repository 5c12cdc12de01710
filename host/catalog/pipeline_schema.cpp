#include "host/catalog/pipeline_schema.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "host/base/nearest.h"
#include "host/base/problem.h"
#include "host/catalog/host_schema.h"
#include "host/catalog/value_schema.h"
#include "host/catalog/wiring_check.h"

namespace zeroth::host {
namespace {

constexpr const char* kDraft = "https://json-schema.org/draft/2020-12/schema";

Description description_of(const DataReader& reader) {
  Description description;
  description.summary = reader.summary;
  description.parameters = reader.params;
  return description;
}

/// What a recipe's block "data" uses.
std::string data_kind(bool regions) { return regions ? "region-data" : "data"; }

/// Id and description of everything that a block may use, by kind; data_kind() for data readers.
using Catalogue = std::map<std::string, std::vector<std::pair<std::string, Description>>>;

Catalogue catalogue_of(const InstalledPlugins& installed) {
  Catalogue all;
  for (const DataReader& reader : data_readers()) {
    all[data_kind(reader.regions)].emplace_back(reader.id, description_of(reader));
  }
  for (const std::string& id : installed.ids) {
    try {
      if (const Description* description = installed.find(id)) {
        all[id.substr(0, id.find('.'))].emplace_back(id, *description);
      }
    } catch (const Failure&) {  // a damaged plugin is none that a pipeline could use
    }
  }
  return all;
}

/// What a block may refer to instead of holding one of its own: a block, or one among `blocks`.
struct Target {
  std::string name;
  std::string kind;
  bool is_map = false;
};
using Earlier = std::vector<Target>;

constexpr const char* kExpertMap = "experts";

/// A pattern for one name of an expert.
std::string expert_name() {
  std::string characters;
  for (int c = ' '; c < 0x7f; ++c) {
    if (is_word(static_cast<char>(c))) characters += fmt::format("\\u{:04x}", c);
  }
  return "[" + characters + "]+";
}

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

/// Builds the definitions of a schema, each when it is first referred to.
class Definitions {
 public:
  explicit Definitions(const InstalledPlugins& installed) : catalogue_(catalogue_of(installed)) {
    for (const auto& [kind, plugins] : catalogue_) {
      for (const auto& [id, description] : plugins) {
        for (const ChildRule& child : description.children) kinds_inside_.insert(child.kind);
      }
    }
  }

  /// A pipeline, or a part of one, of a recipe.
  Json recipe(const RecipeSchema& recipe) {
    Json properties = file_properties();
    for (const auto& [name, schema] : blocks_of(recipe)) properties[name] = schema;
    return define("recipe." + recipe.name, [&] { return closed_object(properties); });
  }

  /// A part of a pipeline that does not say of which recipe.
  Json any_recipe(const std::vector<const RecipeSchema*>& recipes) {
    std::map<std::string, Json> choices;
    for (const RecipeSchema* one : recipes) {
      for (auto& [name, schema] : blocks_of(*one)) {
        Json& known = choices.emplace(name, Json::array()).first->second;
        if (std::find(known.begin(), known.end(), schema) == known.end()) known.push_back(schema);
      }
    }
    Json properties = file_properties();
    for (auto& [name, schemas] : choices) properties[name] = any_of(schemas);
    return define("recipe", [&] { return closed_object(properties); });
  }

  /// What a pipeline of a recipe must hold where nothing is inherited.
  Json complete(const RecipeSchema& recipe) {
    Json demands = Json::array({present("data", needs(data_kind(recipe.experts)))});
    for (const PluginBlock& block : recipe.plugins) {
      Json inner = needs(block.kind);
      demands.push_back(block.optional ? optional(block.name, std::move(inner))
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
      if (const ParameterRule* value = value_of(recipe, rule.block, rule.name)) {
        const bool by_default = value->default_value == rule.value;
        demands.push_back(cross_rule(rule, by_default, owner_of(recipe, rule.block)));
      }
    }
    return all_of(std::move(demands));
  }

  Json take() { return std::move(definitions_); }

 private:
  template <class Make>
  Json define(const std::string& name, Make&& make) {
    if (!definitions_.contains(name)) {
      definitions_[name] = true;  // a block may hold blocks of its own kind
      Json made = make();
      definitions_[name] = std::move(made);
    }
    return reference(name);
  }

  static Json file_properties() {
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
    properties["$schema"] = true;
    return properties;
  }

  std::vector<std::pair<std::string, Json>> blocks_of(const RecipeSchema& recipe) {
    std::vector<std::pair<std::string, Json>> blocks;
    Earlier earlier;
    blocks.emplace_back("data", plugin_block(data_kind(recipe.experts), earlier));
    for (const PluginBlock& block : recipe.plugins) {
      blocks.emplace_back(block.name, plugin_block(block.kind, earlier));
      if (kinds_inside_.count(block.kind)) earlier.push_back({block.name, block.kind});
    }
    if (recipe.experts) {
      earlier.push_back({kExpertMap, "expert", true});
      Json experts = map_of(plugin_block("expert", earlier));
      experts["propertyNames"] = pattern_choice(fmt::format("^({}|\\$comment)$", expert_name()));
      blocks.emplace_back(kExpertMap, std::move(experts));
    }
    if (recipe.losses) blocks.emplace_back("losses", map_of(loss_block(recipe, earlier)));
    for (const BlockSchema& block : recipe.blocks) {
      blocks.emplace_back(block.name, host_block(block));
    }
    return blocks;
  }

  static Json host_block(const BlockSchema& block) {
    Json schema = values_schema(block.values);
    for (const BlockSchema& inner : block.blocks) {
      schema["properties"][inner.name] = host_block(inner);
    }
    return schema;
  }

  /// Name -> block.
  static Json map_of(Json block) {
    Json schema = closed_object(Json::object());
    schema["additionalProperties"] = std::move(block);
    return schema;
  }

  Json loss_block(const RecipeSchema& recipe, const Earlier& earlier) {
    return plugin_block("loss", earlier, &recipe);
  }

  /// A block that uses a plugin of a kind. A loss of a recipe holds values of the host's beside
  /// `use` and `params`.
  Json plugin_block(const std::string& kind, const Earlier& earlier,
                    const RecipeSchema* recipe = nullptr) {
    std::string name = recipe ? fmt::format("{}.{}", recipe->name, kind) : kind;
    for (const Target& block : earlier) name += "-after-" + block.name;
    return define(name, [&] {
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
        cases.push_back(when("use", id, block_of(id, description, earlier, recipe)));
      }
      cases.push_back({{"if", std::move(known)}, {"else", block_of_any(kind, earlier, recipe)}});
      Json properties = {{"use", choice_schema(ids, summaries)}};
      Json schema = closed_object(std::move(properties));
      schema.erase("additionalProperties");
      schema["allOf"] = std::move(cases);
      return schema;
    });
  }

  static Json block_properties(const RecipeSchema* recipe) {
    ParameterRule keep;
    keep.name = "keep_params";
    keep.type = "boolean";
    keep.default_value = false;
    keep.help = "keep the inherited parameters although the plugin changes";
    Json properties = {{"use", true}, {"keep_params", value_schema(keep)}};
    if (recipe) properties.update(value_properties(loss_values(*recipe)));
    return properties;
  }

  Json block_of(const std::string& id, const Description& description, const Earlier& earlier,
                const RecipeSchema* recipe) {
    Json properties = block_properties(recipe);
    properties["params"] = params(id, description);
    if (recipe) properties["inputs"] = inputs_of(description, *recipe);
    for (const ChildRule& child : description.children) {
      properties[child.name] = child_block(child, earlier);
    }
    Json schema = closed_object(std::move(properties));
    schema.erase("type");
    schema["description"] = description.summary;
    return schema;
  }

  /// A block whose plugin another file names.
  Json block_of_any(const std::string& kind, const Earlier& earlier, const RecipeSchema* recipe) {
    Json properties = block_properties(recipe), choices = Json::array();
    for (const auto& [id, description] : catalogue_[kind]) {
      choices.push_back(params(id, description));
      for (const ChildRule& child : description.children) {
        properties[child.name] = child_block(child, earlier);
      }
    }
    properties["params"] = choices.empty() ? Json(true) : any_of(std::move(choices));
    Json schema = closed_object(std::move(properties));
    schema.erase("type");
    return schema;
  }

  Json params(const std::string& id, const Description& description) {
    return define("params." + id, [&] { return values_schema(description.parameters); });
  }

  Json child_block(const ChildRule& child, const Earlier& earlier) {
    std::vector<std::string> targets;
    Json choices = Json::array({plugin_block(child.kind, earlier)});
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
      choices.push_back(closed_object(std::move(properties)));
      choices.back().update(required("ref"));
    }
    Json schema = any_of(std::move(choices));
    schema["description"] = child.help;
    return schema;
  }

  /// Input of a loss -> tensor of the recipe.
  Json inputs_of(const Description& loss, const RecipeSchema& recipe) const {
    Json properties = Json::object();
    for (const TensorRule& input : loss.inputs) {
      Json schema = choice_schema(bindable(input, recipe), {});
      const std::vector<std::string> outputs = expert_outputs(input);
      if (recipe.experts && !outputs.empty()) {
        schema["anyOf"].push_back(
            pattern_choice(fmt::format("^{}/({})$", expert_name(), fmt::join(outputs, "|"))));
      }
      properties[input.name] = std::move(schema);
    }
    return closed_object(std::move(properties));
  }

  /// Tensors of the recipe itself that an input can be bound to.
  static std::vector<std::string> bindable(const TensorRule& input, const RecipeSchema& recipe) {
    std::vector<std::string> names;
    for (const TensorRule& one : recipe.experts ? batch_tensors() : d3gzsl_tensors("mixed")) {
      if (same_rank_and_type(input, one)) names.push_back(one.name);
    }
    return names;
  }

  /// Outputs of any expert that an input can be bound to.
  std::vector<std::string> expert_outputs(const TensorRule& input) const {
    std::set<std::string> names;
    const auto experts = catalogue_.find("expert");
    if (experts == catalogue_.end()) return {};
    for (const auto& [id, description] : experts->second) {
      for (const TensorRule& one : description.outputs) {
        if (same_rank_and_type(input, one)) names.insert(one.name);
      }
    }
    return {names.begin(), names.end()};
  }

  /// What the block of a plugin must hold where nothing is inherited.
  Json needs(const std::string& kind, const RecipeSchema* recipe = nullptr) {
    return define("needs." + (recipe ? recipe->name + "." : "") + kind, [&] {
      Json demands = Json::array({present("use")});
      for (const auto& [id, description] : catalogue_[kind]) {
        Json own = needs_of(description, recipe);
        if (!own.empty()) demands.push_back(when("use", id, all_of(std::move(own))));
      }
      return all_of(std::move(demands));
    });
  }

  /// The same of a block that may be missing.
  static Json optional(const std::string& name, Json needs) {
    const Json absent = {{"type", "null"}};
    Json schema = Json::object();
    schema["properties"][name] = any_of(Json::array({absent, std::move(needs)}));
    return schema;
  }

  Json every_needs(const std::string& kind, const RecipeSchema* recipe) {
    const Json removed = {{"type", "null"}};
    Json choices = Json::array({removed, needs(kind, recipe)});
    return {{"minProperties", 1},
            {"properties", {{"$comment", true}}},
            {"additionalProperties", any_of(std::move(choices))}};
  }

  Json needs_of(const Description& description, const RecipeSchema* recipe) {
    Json demands = Json::array();
    Json values = required_values(description.parameters);
    if (!values.is_null()) demands.push_back(present("params", std::move(values)));
    for (const ChildRule& child : description.children) {
      Json choices = Json::array({required("ref"), needs(child.kind)});
      const bool has_default = !child.default_use.empty();
      Json uses_default = Json::object();
      uses_default["not"] = required("use");
      if (has_default) choices.push_back(std::move(uses_default));
      Json inner = any_of(std::move(choices));
      demands.push_back(child.optional || has_default ? optional(child.name, std::move(inner))
                                                      : present(child.name, std::move(inner)));
    }
    if (!recipe) return demands;
    for (const TensorRule& input : description.inputs) {
      const std::vector<std::string> tensors = bindable(input, *recipe);
      const bool has_own = std::find(tensors.begin(), tensors.end(), input.name) != tensors.end();
      if (!has_own) demands.push_back(present("inputs", present(input.name)));
    }
    return demands;
  }

  static const ParameterRule* value_of(const RecipeSchema& recipe, const std::string& block,
                                       const std::string& name) {
    for (const BlockSchema& one : recipe.blocks) {
      if (one.name != block) continue;
      for (const ParameterRule& rule : one.values) {
        if (rule.name == name) return &rule;
      }
    }
    return nullptr;
  }

  /// The block without which this one means nothing; empty when there is none.
  static std::string owner_of(const RecipeSchema& recipe, const std::string& block) {
    for (const BlockSchema& one : recipe.blocks) {
      if (one.name == block) return one.only_with;
    }
    return "";
  }

  static Json cross_rule(const CrossRule& rule, bool by_default, const std::string& owner) {
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

  Catalogue catalogue_;
  std::set<std::string> kinds_inside_;  ///< of the blocks that plugins hold
  Json definitions_ = Json::object();
};

std::vector<const RecipeSchema*> chosen_recipes(const std::string& recipe) {
  std::vector<const RecipeSchema*> chosen;
  for (const std::string& name : recipe_names()) {
    if (recipe.empty() || recipe == name) chosen.push_back(find_recipe(name));
  }
  if (!chosen.empty()) return chosen;
  throw Failure(Exit::usage, {fmt::format("no recipe \"{}\"{}", recipe,
                                          did_you_mean(nearest(recipe, recipe_names()))),
                              "",
                              {fmt::format("recipes: {}", fmt::join(recipe_names(), ", "))},
                              ""});
}

}  // namespace

Json params_schema(const std::string& id, const InstalledPlugins& installed) {
  Description description;
  const auto& readers = data_readers();
  const auto reader = std::find_if(readers.begin(), readers.end(),
                                   [&](const DataReader& one) { return one.id == id; });
  if (reader != readers.end()) {
    description = description_of(*reader);
  } else if (const Description* found = installed.find(id)) {
    description = *found;
  } else {
    std::vector<std::string> known = installed.ids;
    for (const DataReader& one : readers) known.push_back(one.id);
    throw Failure(Exit::unavailable,
                  {fmt::format("no plugin \"{}\"{}", id, did_you_mean(nearest(id, known))), "",
                   installed.explain(id), "`zeroth list --all` shows what is installed"});
  }
  Json schema = {
      {"$schema", kDraft}, {"title", "params of " + id}, {"description", description.summary}};
  schema.update(values_schema(description.parameters));
  const Json required = required_values(description.parameters);
  if (!required.is_null()) schema["allOf"].push_back(required);
  return schema;
}

Json pipeline_schema(const InstalledPlugins& installed, const std::string& recipe) {
  const std::vector<const RecipeSchema*> recipes = chosen_recipes(recipe);
  Definitions definitions(installed);
  Json names = Json::array(), parts = Json::array();
  Json demands = Json::array({required_values(top_values()), present("recipe")});
  for (const RecipeSchema* one : recipes) {
    names.push_back(one->name);
    parts.push_back(when("recipe", one->name, definitions.recipe(*one)));
    demands.push_back(when("recipe", one->name, definitions.complete(*one)));
  }
  Json known = required("recipe");
  known["properties"]["recipe"] = {{"enum", std::move(names)}};
  parts.push_back({{"if", known}, {"else", definitions.any_recipe(recipes)}});
  Json whole = required("name");
  whole["not"] = any_of(Json::array({required("extends"), required("presets")}));
  Json all = definitions.take();
  all["patch"] = {{"type", "object"}, {"allOf", std::move(parts)}};
  Json schema = {
      {"$schema", kDraft},
      {"title", "A pipeline of Zeroth"},
      {"type", "object"},
      {"allOf", {reference("patch"), {{"if", whole}, {"then", all_of(std::move(demands))}}}},
      {"$defs", std::move(all)}};
  return schema;
}

}  // namespace zeroth::host
