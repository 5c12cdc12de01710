#include "host/catalog/pipeline_check.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <utility>

#include "host/base/nearest.h"
#include "host/catalog/host_schema.h"
#include "host/catalog/json_text.h"
#include "host/catalog/values_check.h"
#include "host/catalog/wiring_check.h"

namespace zeroth::host {
namespace {

bool is_reference(const Json& block) { return block.is_object() && block.contains("ref"); }

class PipelineCheck {
 public:
  PipelineCheck(Pipeline& pipeline, const InstalledPlugins& installed)
      : pipeline_(pipeline),
        document_(pipeline.document),
        installed_(installed),
        problems_(pipeline) {}

  std::vector<std::string> run() {
    const RecipeSchema* recipe = check_top();
    if (recipe) {
      check_data();
      for (const PluginBlock& block : recipe->plugins) {
        check_named_plugin(block);
        earlier_.push_back(block);
      }
      if (recipe->losses) check_losses();
      for (const BlockSchema& block : recipe->blocks) check_host_block(block, document_, "");
    }
    if (problems_.empty()) {
      for (const CrossRule& rule : cross_rules()) check_cross_rule(rule);
    }
    if (problems_.empty()) {
      mark_defaults(document_, "");
      return problems_.warnings();
    }
    const bool only_missing = missing_ == problems_.size();
    throw Failure(only_missing ? Exit::unavailable : Exit::bad_configuration, problems_.take());
  }

 private:
  const RecipeSchema* check_top() {
    const RecipeSchema* recipe = nullptr;
    if (document_.contains("recipe") && document_["recipe"].is_string()) {
      recipe = find_recipe(document_["recipe"].get<std::string>());
    }
    std::vector<std::string> blocks = {"data"};
    if (recipe) {
      for (const PluginBlock& block : recipe->plugins) blocks.push_back(block.name);
      for (const BlockSchema& block : recipe->blocks) blocks.push_back(block.name);
      if (recipe->losses) blocks.push_back("losses");
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

  void check_data() {
    if (!has_use("data")) return;
    const auto id = document_["data"]["use"].get<std::string>();
    std::vector<std::string> ids;
    for (const DataReader& reader : data_readers()) {
      ids.push_back(reader.id);
      if (reader.id != id) continue;
      check_keys(document_["data"], {"use", "params", "keep_params"}, id, "/data");
      Json& params = object_at(document_["data"], "params", "/data");
      return check_values_of(params, reader.params, id, "/data/params");
    }
    add(fmt::format("no data reader \"{}\"{}", id, did_you_mean(nearest(id, ids))), "/data/use",
        {fmt::format("known: {}", fmt::join(ids, ", "))});
  }

  void check_named_plugin(const PluginBlock& block) {
    if (has_use(block.name)) check_plugin(document_[block.name], block.kind, "/" + block.name, {});
  }

  /// @return the plugin's description, if it is installed.
  const Description* check_plugin(Json& block, const std::string& kind, const std::string& pointer,
                                  std::vector<std::string> other_keys) {
    const auto id = block["use"].get<std::string>();
    if (id.compare(0, kind.size() + 1, kind + ".") != 0) {
      add(fmt::format("this block needs a {}, not \"{}\"", kind, id), pointer + "/use");
      return nullptr;
    }
    const Description* description = installed_.find(id);
    if (!description) {
      ++missing_;
      problems_.add(missing_text(id), pointer + "/use", installed_.explain(id),
                    "`zeroth list --all` shows what is installed");
      return nullptr;
    }
    for (const char* key : {"use", "params", "keep_params"}) other_keys.emplace_back(key);
    for (const ChildRule& child : description->children) other_keys.push_back(child.name);
    check_keys(block, other_keys, id, pointer);
    check_values_of(object_at(block, "params", pointer), description->parameters, id,
                    pointer + "/params");
    for (const ChildRule& child : description->children) check_child(block, child, id, pointer);
    return description;
  }

  void check_child(Json& block, const ChildRule& child, const std::string& id,
                   const std::string& pointer) {
    const std::string at = child_pointer(pointer, child.name);
    if (!block.contains(child.name))
      return add(fmt::format("{} needs the block \"{}\"", id, child.name), pointer, {child.help});
    Json& inner = block[child.name];
    if (is_reference(inner)) return check_reference(inner, child, at);
    if (is_plugin_block(inner, at)) check_plugin(inner, child.kind, at, {});
  }

  /// A component may be shared only with a block of the recipe that is made before.
  void check_reference(const Json& reference, const ChildRule& child, const std::string& at) {
    std::vector<std::string> targets;
    for (const PluginBlock& block : earlier_) {
      if (block.kind == child.kind) targets.push_back("/" + block.name);
    }
    const Json& target = reference["ref"];
    const bool known =
        target.is_string() && std::find(targets.begin(), targets.end(), target) != targets.end();
    if (!known) {
      add(fmt::format("\"ref\" must name a {} that is made before this block, not {}", child.kind,
                      target.dump()),
          at + "/ref",
          {targets.empty() ? "there is none" : fmt::format("{}", fmt::join(targets, ", "))});
    }
    if (reference.size() > 1) {
      add("a reference holds nothing beside \"ref\"", at,
          {"the parameters are those of the block that it names"});
    }
  }

  void check_losses() {
    if (!document_.contains("losses") || !document_["losses"].is_object() ||
        document_["losses"].empty()) {
      return add("the recipe needs at least one loss", "/losses", {}, "");
    }
    for (auto& [name, block] : document_["losses"].items()) {
      const std::string pointer = child_pointer("/losses", name);
      if (!is_plugin_block(block, pointer)) continue;
      std::vector<std::string> keys;
      for (const ParameterRule& rule : loss_values()) keys.push_back(rule.name);
      const Description* loss = check_plugin(block, "loss", pointer, keys);
      const std::size_t before = problems_.size();
      check_loss_values(block, pointer);
      if (loss && problems_.size() == before) check_wiring(*loss, block, pointer, problems_);
    }
  }

  void check_loss_values(Json& block, const std::string& pointer) {
    for (const ParameterRule& rule : loss_values()) {
      if (!block.contains(rule.name)) block[rule.name] = rule.default_value;
      check_value(rule, block[rule.name], child_pointer(pointer, rule.name), problems_);
    }
  }

  void check_host_block(const BlockSchema& schema, Json& parent, const std::string& pointer) {
    const std::string at = child_pointer(pointer, schema.name);
    Json& block = object_at(parent, schema.name.c_str(), pointer);
    if (!block.is_object()) return;
    std::vector<std::string> inner;
    for (const BlockSchema& one : schema.blocks) inner.push_back(one.name);
    check_values(block, schema.values, fmt::format("\"{}\"", schema.name), at, inner, problems_);
    for (const BlockSchema& one : schema.blocks) check_host_block(one, block, at);
  }

  void check_cross_rule(const CrossRule& rule) {
    if (!document_.contains(rule.block) || document_[rule.block][rule.name] != rule.value) return;
    const Json& other = document_[rule.other_block][rule.other_name];
    if (other == rule.other_value) return;
    add(fmt::format("{}.{} \"{}\" needs {}.{} \"{}\", not {}", rule.block, rule.name, rule.value,
                    rule.other_block, rule.other_name, rule.other_value, other.dump()),
        fmt::format("/{}/{}", rule.block, rule.name), {rule.reason}, rule.fix);
  }

  bool has_use(const std::string& name) {
    if (!document_.contains(name)) {
      add(fmt::format("the recipe needs the block \"{}\"", name), "");
      return false;
    }
    return is_plugin_block(document_[name], "/" + name);
  }

  bool is_plugin_block(const Json& block, const std::string& pointer) {
    if (block.is_object() && block.contains("use") && block["use"].is_string()) return true;
    add("this block needs \"use\", the id of a plugin", pointer);
    return false;
  }

  Json& object_at(Json& parent, const char* name, const std::string& pointer) {
    if (!parent.contains(name)) parent[name] = Json::object();
    if (!parent[name].is_object())
      add(fmt::format("\"{}\" must be an object", name), child_pointer(pointer, name));
    return parent[name];
  }

  void check_values_of(Json& params, const std::vector<ParameterRule>& rules, const std::string& id,
                       const std::string& pointer) {
    if (params.is_object()) check_values(params, rules, id, pointer, {}, problems_);
  }

  void check_keys(const Json& block, const std::vector<std::string>& known, const std::string& id,
                  const std::string& pointer) {
    if (block.contains("keep_params") && !block["keep_params"].is_boolean()) {
      add(fmt::format("\"keep_params\" must be a boolean, not {}", block["keep_params"].dump()),
          pointer + "/keep_params");
    }
    for (const auto& [key, value] : block.items()) {
      if (std::find(known.begin(), known.end(), key) != known.end()) continue;
      add(fmt::format("unknown key \"{}\" in the block of {}{}", key, id,
                      did_you_mean(nearest(key, known))),
          child_pointer(pointer, key), {"parameters of the plugin belong under \"params\""});
    }
  }

  std::string missing_text(const std::string& id) const {
    return fmt::format("no plugin \"{}\"{}", id, did_you_mean(nearest(id, installed_.ids)));
  }

  void add(std::string what, const std::string& pointer, std::vector<std::string> why = {},
           std::string fix = "") {
    problems_.add(std::move(what), pointer, std::move(why), std::move(fix));
  }

  Pipeline& pipeline_;
  Json& document_;
  const InstalledPlugins& installed_;
  ProblemList problems_;
  std::vector<PluginBlock> earlier_;  // plugin blocks of the recipe checked so far
  std::size_t missing_ = 0;
};

void collect_plugins(const Json& value, std::set<std::string>& ids) {
  if (!value.is_structured()) return;
  if (value.is_object() && value.contains("use") && value["use"].is_string()) {
    ids.insert(value["use"].get<std::string>());
  }
  for (const auto& child : value) collect_plugins(child, ids);
}

}  // namespace

std::vector<std::string> check_pipeline(Pipeline& pipeline, const InstalledPlugins& installed) {
  return PipelineCheck(pipeline, installed).run();
}

std::vector<std::string> used_plugins(const Json& document) {
  std::set<std::string> ids;
  for (const auto& [name, value] : document.items()) {
    if (name != "data") collect_plugins(value, ids);
  }
  return {ids.begin(), ids.end()};
}

}  // namespace zeroth::host
