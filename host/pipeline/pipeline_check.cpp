#include "host/pipeline/pipeline_check.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/nearest.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "host/pipeline/host_schema.h"
#include "host/pipeline/named_blocks_check.h"
#include "host/pipeline/plugin_block_check.h"
#include "host/pipeline/recipe_block_check.h"
#include "host/pipeline/values_check.h"
#include "host/text/inner_blocks.h"
#include "host/text/json_text.h"
#include "host/text/recipe_block.h"

namespace zeroth::host {
namespace {

class PipelineCheck {
 public:
  PipelineCheck(Pipeline& pipeline, const InstalledPlugins& installed)
      : pipeline_(pipeline),
        document_(pipeline.document),
        installed_(installed),
        problems_(pipeline),
        plugins_(installed, problems_),
        named_(plugins_, problems_) {}

  std::vector<std::string> run() {
    const std::optional<RecipeSchema> recipe = check_top();
    if (recipe) {
      check_data(*recipe);
      for (const ChildDescription& child : recipe->description.children) check_child(child);
      for (const NamedChildrenDescription& group : recipe->description.named_children) {
        named_.check(group, recipe->description, document_);
      }
      for (const BlockSchema& block : recipe->blocks) {
        if (is_wanted(block)) check_host_block(block, document_, "");
      }
    }
    if (recipe && problems_.empty()) check_rules(*recipe);
    if (problems_.empty()) {
      mark_defaults(document_, "");
      return problems_.warnings();
    }
    const bool only_missing = plugins_.missing() == problems_.size();
    throw Failure(only_missing ? Exit::unavailable : Exit::bad_configuration, problems_.take());
  }

 private:
  std::optional<RecipeSchema> check_top() {
    std::optional<RecipeSchema> recipe =
        RecipeBlockCheck(installed_, plugins_, problems_).check(document_);
    std::vector<std::string> blocks = {"data", "published", "recipe"};
    if (recipe) {
      for (const ChildDescription& one : recipe->description.children) blocks.push_back(one.name);
      for (const BlockSchema& block : recipe->blocks) {
        if (is_wanted(block)) blocks.push_back(block.name);
      }
      for (const NamedChildrenDescription& one : recipe->description.named_children) {
        blocks.push_back(one.name);
      }
      check_strangers(*recipe, blocks);
    } else {
      // Without a recipe nobody can say which blocks belong here: accept them all.
      for (const auto& [name, value] : document_.items()) {
        if (value.is_object()) blocks.push_back(name);
      }
    }
    const std::string owner =
        recipe ? fmt::format("a pipeline of recipe {}", recipe->name) : "a pipeline";
    check_values(document_, top_values(), owner, "", blocks, problems_);
    plugins_.object_at(document_, "published", "");
    check_name();
    if (document_["zeroth"].is_number_integer() && document_["zeroth"] > kPipelineFormat) {
      add(fmt::format("this is pipeline format {}, which needs a later Zeroth",
                      document_["zeroth"].dump()),
          "/zeroth", {fmt::format("this one reads format {}", kPipelineFormat)});
    }
    return recipe;
  }

  void check_name() {
    if (!document_["name"].is_string()) return;
    const auto name = document_["name"].get<std::string>();
    if (name.find_first_of(kNotInName) == std::string::npos && name.size() <= kLongestName) return;
    add(fmt::format("\"name\" must fit in a file name, not {}", document_["name"].dump()), "/name",
        {fmt::format("no slash, no backslash, at most {} bytes", kLongestName)});
  }

  /// Whatever has no origin after the check was filled in by it.
  void mark_defaults(const Json& value, const std::string& pointer) {
    pipeline_.origins.emplace(pointer, "default");
    if (!value.is_structured()) return;
    for (const auto& [key, child] : value.items())
      mark_defaults(child, child_pointer(pointer, key));
  }

  bool is_wanted(const BlockSchema& block) const {
    if (block.only_where_said && !document_.contains(block.name)) return false;
    return block.only_with.empty() || document_.contains(block.only_with);
  }

  /// Other recipes that hold components in a block of that name.
  std::vector<std::string> recipes_with(const std::string& block) const {
    const auto is_block = [&](const auto& one) { return one.name == block; };
    std::vector<std::string> names;
    for (const std::string& name : recipe_names(installed_)) {
      const Description* one = installed_.find(recipe_plugin(name));
      if (one && (std::any_of(one->children.begin(), one->children.end(), is_block) ||
                  std::any_of(one->named_children.begin(), one->named_children.end(), is_block))) {
        names.push_back(name);
      }
    }
    return names;
  }

  /// Of a block that other recipes have, more can be said than that its name is unknown.
  void check_strangers(const RecipeSchema& recipe, std::vector<std::string>& blocks) {
    for (const auto& [name, block] : document_.items()) {
      if (!block.is_object() || std::find(blocks.begin(), blocks.end(), name) != blocks.end()) {
        continue;
      }
      const std::vector<std::string> others = recipes_with(name);
      if (others.empty()) continue;
      blocks.push_back(name);
      add(fmt::format("recipe {} has no block \"{}\"", recipe.name, name), child_pointer("", name),
          {fmt::format("recipes that have one: {}", fmt::join(others, ", "))},
          "remove it, or choose such a recipe");
    }
  }

  /// Some recipes read images as regions, the others as rows.
  void check_shape(const Description& reader, const RecipeSchema& recipe) {
    const Json& data = document_["data"];
    const bool regions = recipe.reads_regions();
    if (yields_regions(plugins_.outputs(data)) == regions) return;
    // One that wraps another yields what that one does, unless it declares an output of its own.
    const std::string inner = reader.outputs.empty() ? innermost_reader(data) : "";
    const auto id = data.at(Json::json_pointer(inner + "/use")).get<std::string>();
    const auto shape = [](bool of_regions) {
      return of_regions ? "region features [N,M,R]" : "one feature row [D] per image";
    };
    add(fmt::format("recipe {} cannot train on {}", recipe.name, id), "/data" + inner + "/use",
        {fmt::format("it needs {}, this reader yields {}", shape(regions), shape(!regions))});
  }

  void check_data(const RecipeSchema& recipe) {
    if (!has_use("data")) return;
    const Description* reader = plugins_.check(document_["data"], "data", "/data");
    if (!reader || (!reader->children.empty() && !problems_.empty())) return;
    check_shape(*reader, recipe);
  }

  void check_child(const ChildDescription& child) {
    if (child.optional && !document_.contains(child.name)) return;
    if (!child.default_use.empty()) {
      Json& block = plugins_.object_at(document_, child.name.c_str(), "");
      if (block.is_object()) block.emplace("use", child.default_use);
    }
    const std::string pointer = child_pointer("", child.name);
    if (has_use(child.name)) plugins_.check(document_[child.name], child.kind, pointer);
    plugins_.add_target(pointer, child.kind);
  }

  void check_host_block(const BlockSchema& schema, Json& parent, const std::string& pointer) {
    const std::string at = child_pointer(pointer, schema.name);
    if (schema.changes_by_name) return check_changes_by_name(schema, parent, pointer);
    Json& block = plugins_.object_at(parent, schema.name.c_str(), pointer);
    if (!block.is_object()) return;
    std::vector<std::string> inner;
    for (const BlockSchema& one : schema.blocks) inner.push_back(one.name);
    check_values(block, schema.values, fmt::format("\"{}\"", schema.name), at, inner, problems_);
    for (const BlockSchema& one : schema.blocks) check_host_block(one, block, at);
  }

  void check_changes_by_name(const BlockSchema& schema, Json& parent, const std::string& pointer) {
    if (!parent.contains(schema.name)) return;
    Json& all = plugins_.object_at(parent, schema.name.c_str(), pointer);
    if (!all.is_object()) return;
    std::vector<std::string> names;
    for (const auto& [name, block] : all.items()) names.push_back(name);
    const std::string at = child_pointer(pointer, schema.name);
    for (const std::string& name : names) check_changes(schema, name, all, at);
  }

  /// Only what the block gives: the rest is said elsewhere.
  void check_changes(const BlockSchema& schema, const std::string& name, Json& parent,
                     const std::string& pointer) {
    const std::string at = child_pointer(pointer, name);
    Json& block = plugins_.object_at(parent, name.c_str(), pointer);
    if (!block.is_object()) return;
    std::vector<ParameterDescription> given;
    std::vector<std::string> others;
    for (const ParameterDescription& rule : schema.values) {
      if (block.contains(rule.name))
        given.push_back(rule);
      else
        others.push_back(rule.name);
    }
    for (const BlockSchema& one : schema.blocks) others.push_back(one.name);
    check_values(block, given, fmt::format("\"{}\"", name), at, others, problems_);
    for (const BlockSchema& one : schema.blocks) {
      if (block.contains(one.name)) check_changes(one, one.name, block, at);
    }
  }

  /// What one value has to do with another one.
  void check_rules(const RecipeSchema& recipe) {
    check_setting(recipe);
    for (const ValidationRule& rule : recipe.validation) check_validation(rule);
    if (!problems_.empty()) return;
    for (const ParameterDescription& rule : recipe.description.parameters) {
      if (!rule.names_of.empty()) named_.check_names(rule, document_);
    }
  }

  /// A run of a recipe that leaves alone what the setting adds would be named after rows which
  /// nobody read.
  void check_setting(const RecipeSchema& recipe) {
    const std::string setting = document_["problem"]["setting"].get<std::string>();
    const std::string rows = input_of_setting(setting);
    if (rows.empty() || recipe.reads(rows)) return;
    std::vector<std::string> able;
    for (const std::string& name : recipe_names(installed_)) {
      if (find_recipe(name, installed_)->reads(rows)) able.push_back(name);
    }
    add(fmt::format("recipe {} cannot use a {} problem", recipe.name, setting), "/problem/setting",
        {fmt::format("it declares no input \"{}\"", rows),
         able.empty() ? "no installed recipe does"
                      : fmt::format("these do: {}", fmt::join(able, ", "))});
  }

  void check_validation(const ValidationRule& rule) {
    if (!document_.contains(rule.block) || document_[rule.block][rule.name] != rule.value) return;
    const Json& protocol = document_["evaluate"]["protocol"];
    const auto& fitting = validating_protocols();
    if (std::find(fitting.begin(), fitting.end(), protocol) != fitting.end()) return;
    add(fmt::format("{}.{} \"{}\" needs evaluate.protocol \"{}\", not {}", rule.block, rule.name,
                    rule.value, fmt::join(fitting, "\" or \""), protocol.dump()),
        fmt::format("/{}/{}", rule.block, rule.name), {"no other protocol has validation data"},
        "set evaluate.protocol to \"strict-val\", or choose the threshold by another rule");
  }

  bool has_use(const std::string& name) {
    if (!document_.contains(name)) {
      add(fmt::format("the recipe needs the block \"{}\"", name), "");
      return false;
    }
    return plugins_.is_plugin_block(document_[name], "/" + name);
  }

  void add(std::string what, const std::string& pointer, std::vector<std::string> why = {},
           std::string fix = "") {
    problems_.add(std::move(what), pointer, std::move(why), std::move(fix));
  }

  Pipeline& pipeline_;
  Json& document_;
  const InstalledPlugins& installed_;
  ProblemList problems_;
  PluginBlockCheck plugins_;
  NamedBlocksCheck named_;
};

}  // namespace

std::vector<std::string> check_pipeline(Pipeline& pipeline, const InstalledPlugins& installed) {
  return PipelineCheck(pipeline, installed).run();
}

}  // namespace zeroth::host
