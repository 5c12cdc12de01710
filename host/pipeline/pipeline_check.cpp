#include "host/pipeline/pipeline_check.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/nearest.h>

#include <algorithm>
#include <utility>

#include "host/pipeline/expert_check.h"
#include "host/pipeline/host_schema.h"
#include "host/pipeline/plugin_block_check.h"
#include "host/pipeline/values_check.h"
#include "host/pipeline/wiring_check.h"
#include "host/text/json_text.h"
#include "host/text/values.h"

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
        experts_(plugins_, problems_) {}

  std::vector<std::string> run() {
    const RecipeSchema* recipe = check_top();
    if (recipe) {
      check_data(*recipe);
      for (const PluginBlock& block : recipe->plugins) {
        check_named_plugin(block);
        plugins_.add_target("/" + block.name, block.kind);
      }
      if (recipe->experts && has_blocks("experts", "expert")) experts_.check(document_["experts"]);
      if (recipe->losses) check_losses(*recipe);
      for (const BlockSchema& block : recipe->blocks) {
        if (is_wanted(block)) check_host_block(block, document_, "");
      }
    }
    if (problems_.empty()) {
      for (const CrossRule& rule : cross_rules()) check_cross_rule(rule);
      if (problems_.empty() && recipe->experts) experts_.check_inference(document_);
    }
    if (problems_.empty()) {
      mark_defaults(document_, "");
      return problems_.warnings();
    }
    const bool only_missing = plugins_.missing() == problems_.size();
    throw Failure(only_missing ? Exit::unavailable : Exit::bad_configuration, problems_.take());
  }

 private:
  const RecipeSchema* check_top() {
    const RecipeSchema* recipe = nullptr;
    if (document_.contains("recipe") && document_["recipe"].is_string()) {
      recipe = find_recipe(document_["recipe"].get<std::string>());
    }
    std::vector<std::string> blocks = {"data", "published"};
    if (recipe) {
      for (const PluginBlock& block : recipe->plugins) blocks.push_back(block.name);
      for (const BlockSchema& block : recipe->blocks) {
        if (is_wanted(block)) blocks.push_back(block.name);
      }
      if (recipe->experts) blocks.push_back("experts");
      if (recipe->losses) blocks.push_back("losses");
      check_strangers(*recipe, blocks);
    } else {
      // Without a recipe nobody can say which blocks belong here: accept them all.
      for (const auto& [name, value] : document_.items()) {
        if (value.is_object()) blocks.push_back(name);
      }
    }
    if (!document_.contains("recipe")) {
      add(fmt::format("the pipeline needs \"recipe\""), "",
          {fmt::format("one of {}", fmt::join(recipe_names(), ", "))});
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
    return block.only_with.empty() || document_.contains(block.only_with);
  }

  /// Rows of a generator cannot stand in for images with regions.
  void check_strangers(const RecipeSchema& recipe, std::vector<std::string>& blocks) {
    if (!recipe.experts || !document_.contains("generator")) return;
    blocks.push_back("generator");  // this message says more than that the name is unknown
    add("recipe embedding has no place for a generator", "/generator",
        {"a generator makes feature rows [N,D], experts read region features [B,M,R]"},
        "use the recipe generative, d3gzsl or two-stage with a data set of feature rows");
  }

  /// Recipes with experts read images as regions, the others as rows.
  void check_shape(const std::string& id, const Description& reader, const RecipeSchema& recipe) {
    if (yields_regions(reader) == recipe.experts) return;
    const auto shape = [](bool regions) {
      return regions ? "region features [N,M,R]" : "one feature row [D] per image";
    };
    add(fmt::format("recipe {} cannot train on {}", recipe.name, id), "/data/use",
        {fmt::format("it needs {}, this reader yields {}", shape(recipe.experts),
                     shape(!recipe.experts))});
  }

  void check_data(const RecipeSchema& recipe) {
    if (!has_use("data")) return;
    const Description* reader = plugins_.check(document_["data"], "data", "/data");
    if (reader) check_shape(document_["data"]["use"].get<std::string>(), *reader, recipe);
  }

  void check_named_plugin(const PluginBlock& block) {
    if (block.optional && !document_.contains(block.name)) return;
    if (has_use(block.name)) plugins_.check(document_[block.name], block.kind, "/" + block.name);
  }

  bool has_blocks(const char* name, const char* one) {
    if (document_.contains(name) && document_[name].is_object() && !document_[name].empty()) {
      return true;
    }
    add(fmt::format("the recipe needs at least one {}", one), fmt::format("/{}", name));
    return false;
  }

  std::vector<TensorDescription> offered_to(const RecipeSchema& recipe, const Json& loss) const {
    if (!recipe.experts) return d3gzsl_tensors(loss.at("rows").get<std::string>());
    std::vector<TensorDescription> offered = batch_tensors();
    offered.insert(offered.end(), experts_.tensors().begin(), experts_.tensors().end());
    return offered;
  }

  void check_losses(const RecipeSchema& recipe) {
    if (!has_blocks("losses", "loss")) return;
    for (auto& [name, block] : document_["losses"].items()) {
      const std::string pointer = child_pointer("/losses", name);
      if (!plugins_.is_plugin_block(block, pointer)) continue;
      std::vector<std::string> keys;
      for (const ParameterDescription& rule : loss_values(recipe)) keys.push_back(rule.name);
      const Description* loss = plugins_.check(block, "loss", pointer, keys);
      const std::size_t before = problems_.size();
      check_loss_values(recipe, block, pointer);
      if (!loss || problems_.size() > before) continue;
      check_wiring(*loss, block, pointer, offered_to(recipe, block), problems_);
    }
  }

  void check_loss_values(const RecipeSchema& recipe, Json& block, const std::string& pointer) {
    for (const ParameterDescription& rule : loss_values(recipe)) {
      if (!block.contains(rule.name)) block[rule.name] = default_of(rule);
      check_value(rule, block[rule.name], child_pointer(pointer, rule.name), problems_);
    }
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

  void check_cross_rule(const CrossRule& rule) {
    if (!document_.contains(rule.block) || document_[rule.block][rule.name] != rule.value) return;
    const Json& other = document_[rule.other_block][rule.other_name];
    const auto& fitting = rule.other_values;
    if (std::find(fitting.begin(), fitting.end(), other) != fitting.end()) return;
    add(fmt::format("{}.{} \"{}\" needs {}.{} \"{}\", not {}", rule.block, rule.name, rule.value,
                    rule.other_block, rule.other_name, fmt::join(fitting, "\" or \""),
                    other.dump()),
        fmt::format("/{}/{}", rule.block, rule.name), {rule.reason}, rule.fix);
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
  ExpertCheck experts_;
};

}  // namespace

std::vector<std::string> check_pipeline(Pipeline& pipeline, const InstalledPlugins& installed) {
  return PipelineCheck(pipeline, installed).run();
}

}  // namespace zeroth::host
