#include "host/pipeline/plugin_block_check.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/nearest.h>

#include <algorithm>
#include <utility>

#include "host/base/begins_with.h"
#include "host/text/json_text.h"

namespace zeroth::host {
namespace {

bool is_reference(const Json& block) { return block.is_object() && block.contains("ref"); }

bool has_output(const std::vector<TensorDescription>& outputs, const std::string& name) {
  return std::any_of(outputs.begin(), outputs.end(),
                     [&](const TensorDescription& one) { return one.name == name; });
}

}  // namespace

const Description* PluginBlockCheck::check(Json& block, const std::string& kind,
                                           const std::string& pointer,
                                           std::vector<std::string> other_keys) {
  const auto id = block["use"].get<std::string>();
  if (levels_of(pointer) >= kDeepestJson) {  // a plugin may name itself as what is in it by default
    problems_.add("blocks are nested too deeply", pointer,
                  {fmt::format("more than {} levels, those that plugins add by default included",
                               kDeepestJson)});
    return nullptr;
  }
  if (!begins_with(id, kind + ".")) {
    problems_.add(
        fmt::format("this block needs a {}, not \"{}\"", kind == "data" ? "data reader" : kind, id),
        pointer + "/use");
    return nullptr;
  }
  const Description* description = installed_.find(id);
  if (!description) {
    add_missing(id, pointer + "/use");
    return nullptr;
  }
  for (const char* key : {"use", "params", "keep_params"}) other_keys.emplace_back(key);
  for (const ChildDescription& child : description->children) other_keys.push_back(child.name);
  check_keys(block, other_keys, id, pointer);
  Json& params = object_at(block, "params", pointer);
  if (params.is_object()) {
    check_values(params, description->parameters, id, pointer + "/params", {}, problems_);
  }
  for (const ChildDescription& child : description->children)
    check_child(block, child, id, pointer);
  return description;
}

void PluginBlockCheck::add_missing(const std::string& id, const std::string& pointer,
                                   std::string what) {
  ++missing_;
  if (what.empty()) {
    what = fmt::format("no plugin \"{}\"{}", id, did_you_mean(nearest(id, installed_.ids)));
  }
  problems_.add(std::move(what), pointer, installed_.explain(id),
                "`zeroth list --all` shows what is installed");
}

void PluginBlockCheck::check_child(Json& block, const ChildDescription& child,
                                   const std::string& id, const std::string& pointer) {
  const std::string at = child_pointer(pointer, child.name);
  if (!child.default_use.empty()) {
    Json& inner = object_at(block, child.name.c_str(), pointer);
    if (inner.is_object() && !is_reference(inner)) inner.emplace("use", child.default_use);
  }
  if (!block.contains(child.name)) {
    if (child.optional) return;
    return problems_.add(fmt::format("{} needs the block \"{}\"", id, child.name), pointer,
                         {child.help});
  }
  Json& inner = block[child.name];
  if (is_reference(inner)) return check_reference(inner, child, at);
  if (is_plugin_block(inner, at)) check(inner, child.kind, at);
}

void PluginBlockCheck::check_reference(const Json& reference, const ChildDescription& child,
                                       const std::string& at) {
  std::vector<std::string> pointers;
  for (const Target& target : targets_) {
    if (target.kind == child.kind) pointers.push_back(target.pointer);
  }
  const Json& target = reference["ref"];
  const bool known =
      target.is_string() && std::find(pointers.begin(), pointers.end(), target) != pointers.end();
  if (!known) {
    problems_.add(
        fmt::format("\"ref\" must name a {} that is made before this block, not {}", child.kind,
                    target.dump()),
        at + "/ref",
        {pointers.empty() ? "there is none" : fmt::format("{}", fmt::join(pointers, ", "))});
  }
  if (reference.size() > 1) {
    problems_.add("a reference holds nothing beside \"ref\"", at,
                  {"the parameters are those of the block that it names"});
  }
}

bool PluginBlockCheck::is_plugin_block(const Json& block, const std::string& pointer) {
  if (block.is_object() && block.contains("use") && block["use"].is_string()) return true;
  problems_.add("this block needs \"use\", the id of a plugin", pointer);
  return false;
}

void PluginBlockCheck::add_target(std::string pointer, std::string kind) {
  targets_.push_back({std::move(pointer), std::move(kind)});
}

std::vector<TensorDescription> PluginBlockCheck::outputs(const Json& block) const {
  const Description* description = installed_.find(block.at("use").get<std::string>());
  if (!description) return {};
  std::vector<TensorDescription> all = description->outputs;
  for (const ChildDescription& child : description->children) {
    if (!child.passes_outputs || !block.contains(child.name)) continue;
    if (is_reference(block[child.name])) continue;
    for (TensorDescription& one : outputs(block[child.name])) {
      if (!has_output(all, one.name)) all.push_back(std::move(one));
    }
  }
  return all;
}

void PluginBlockCheck::check_keys(const Json& block, const std::vector<std::string>& known,
                                  const std::string& id, const std::string& pointer) {
  if (block.contains("keep_params") && !block["keep_params"].is_boolean()) {
    problems_.add(
        fmt::format("\"keep_params\" must be a boolean, not {}", block["keep_params"].dump()),
        pointer + "/keep_params");
  }
  for (const auto& [key, value] : block.items()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    problems_.add(fmt::format("unknown key \"{}\" in the block of {}{}", key, id,
                              did_you_mean(nearest(key, known))),
                  child_pointer(pointer, key),
                  {"parameters of the plugin belong under \"params\""});
  }
}

Json& PluginBlockCheck::object_at(Json& parent, const char* name, const std::string& pointer) {
  if (!parent.contains(name)) parent[name] = Json::object();
  if (!parent[name].is_object()) {
    problems_.add(fmt::format("\"{}\" must be an object", name), child_pointer(pointer, name));
  }
  return parent[name];
}

}  // namespace zeroth::host
