#include "host/pipeline/named_blocks_check.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/nearest.h>

#include <algorithm>
#include <utility>

#include "host/pipeline/wiring_check.h"
#include "host/text/json_text.h"
#include "host/text/recipe_block.h"
#include "host/text/values.h"

namespace zeroth::host {

void NamedBlocksCheck::check(const NamedChildrenDescription& group, const Description& recipe,
                             Json& document) {
  if (!has_some(group, document)) return;
  for (auto& [name, block] : document[group.name].items()) check_one(group, recipe, name, block);
}

bool NamedBlocksCheck::has_some(const NamedChildrenDescription& group, const Json& document) {
  const auto found = document.find(group.name);
  if (found != document.end() && found->is_object() && !found->empty()) return true;
  problems_.add(fmt::format("the recipe needs at least one {}", group.kind),
                child_pointer("", group.name));
  return false;
}

void NamedBlocksCheck::check_name(const NamedChildrenDescription& group, const std::string& name,
                                  const std::string& pointer) {
  if (!group.passes_outputs) return;
  if (!name.empty() && std::all_of(name.begin(), name.end(), is_word)) return;
  problems_.add(fmt::format("an {} cannot be called \"{}\"", group.kind, name), pointer,
                {"letters, digits, - and _: the name becomes part of names of tensors and files"});
}

void NamedBlocksCheck::check_one(const NamedChildrenDescription& group, const Description& recipe,
                                 const std::string& name, Json& block) {
  const std::string pointer = child_pointer(child_pointer("", group.name), name);
  check_name(group, name, pointer);
  if (!plugins_.is_plugin_block(block, pointer)) return;
  const std::vector<ParameterDescription> values = values_beside_use(group);
  std::vector<std::string> keys;
  for (const ParameterDescription& rule : values) keys.push_back(rule.name);
  const Description* plugin = plugins_.check(block, group.kind, pointer, keys);
  const std::size_t before = problems_.size();
  for (const ParameterDescription& rule : values) {
    if (!block.contains(rule.name)) block[rule.name] = default_of(rule);
    check_value(rule, block[rule.name], child_pointer(pointer, rule.name), problems_);
  }
  if (!plugin) return;
  if (group.reads_outputs && problems_.size() == before) {
    std::vector<TensorDescription> offered = recipe.outputs;
    offered.insert(offered.end(), tensors_.begin(), tensors_.end());
    check_wiring(*plugin, block, pointer, offered, problems_);
  }
  if (!group.passes_outputs) return;
  plugins_.add_target(pointer, group.kind);
  for (TensorDescription& one : plugins_.outputs(block)) {
    one.name = name + "/" + one.name;
    tensors_.push_back(std::move(one));
  }
}

bool NamedBlocksCheck::offers(const std::string& tensor) const {
  return std::any_of(tensors_.begin(), tensors_.end(),
                     [&](const TensorDescription& one) { return one.name == tensor; });
}

void NamedBlocksCheck::check_names(const ParameterDescription& rule, const Json& document) {
  const Json::json_pointer at = recipe_pointer(rule.name);
  if (!document.contains(at) || !document.contains(rule.names_of)) return;
  const Json& named = document.at(at);
  const Json& components = document.at(rule.names_of);
  const std::string parent =
      named.empty() ? child_pointer("", rule.names_of) : at.to_string();
  for (const auto& [name, value] : (named.empty() ? components : named).items()) {
    if (!components.contains(name)) {
      std::vector<std::string> known;
      for (const auto& [component, block] : components.items()) known.push_back(component);
      const std::string one = rule.names_of.substr(0, rule.names_of.size() - 1);
      problems_.add(fmt::format("no {} \"{}\"{}", one, name, did_you_mean(nearest(name, known))),
                    child_pointer(parent, name),
                    {fmt::format("{}: {}", rule.names_of, fmt::join(known, ", "))});
    } else if (!rule.names_offer.empty() && !offers(name + "/" + rule.names_offer)) {
      problems_.add(
          fmt::format("{} offers no \"{}\", which \"{}\" reads",
                      components[name]["use"].get<std::string>(), rule.names_offer, rule.name),
          child_pointer(parent, name), {},
          "name another one there, or use a plugin that offers it; `zeroth inspect` "
          "lists what a plugin offers");
    }
  }
}

}  // namespace zeroth::host
