#include "host/pipeline/compositions.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "host/base/begins_with.h"
#include "host/base/problem.h"
#include "host/pipeline/pipeline_check.h"
#include "host/pipeline/pipeline_merge.h"
#include "host/pipeline/recipe_schema.h"
#include "host/text/recipe_block.h"

namespace zeroth::host {
namespace {

using Swaps = std::map<std::string, std::string>;

class SlotList {
 public:
  SlotList(const Json& document, const InstalledPlugins& installed)
      : document_(document), installed_(installed) {}

  void add_children(const Description& parent, const std::string& pointer) {
    for (const ChildDescription& child : parent.children) {
      add(child.kind, pointer + "/" + child.name);
    }
    for (const NamedChildrenDescription& group : parent.named_children) {
      const Json::json_pointer at(pointer + "/" + group.name);
      if (group.kind == "loss" || !document_.contains(at)) continue;
      for (const auto& [name, block] : document_.at(at).items()) {
        add(group.kind, at.to_string() + "/" + name);
      }
    }
  }

  std::vector<PluginSlot> take() { return std::move(slots_); }

 private:
  void add(const std::string& kind, const std::string& pointer) {
    const Json::json_pointer use(pointer + "/use");
    if (!document_.contains(use)) return;
    slots_.push_back({pointer, kind, document_.at(use).get<std::string>()});
    const std::string plugin = slots_.back().plugin;
    if (const Description* own = installed_.find(plugin)) add_children(*own, pointer);
  }

  const Json& document_;
  const InstalledPlugins& installed_;
  std::vector<PluginSlot> slots_;
};

std::string key_of(const std::string& recipe, const std::vector<PluginSlot>& slots,
                   const Swaps& swaps) {
  std::string key = recipe;
  for (const PluginSlot& slot : slots) {
    const auto swap = swaps.find(slot.pointer);
    key += fmt::format(" {} {}", slot.pointer, swap == swaps.end() ? slot.plugin : swap->second);
  }
  return key;
}

bool is_inside(const std::string& pointer, const std::string& other) {
  return begins_with(pointer, other + "/");
}

/// "-ood-energy", "-experts-complete-backbone-dan".
std::string name_of(std::string pointer, const std::string& id) {
  std::replace(pointer.begin(), pointer.end(), '/', '-');
  return pointer + "-" + id.substr(id.find('.') + 1);
}

/// The components of a plugin that was swapped are gone with it.
bool is_gone(const PluginSlot& slot, const Swaps& swaps) {
  return std::any_of(swaps.begin(), swaps.end(),
                     [&](const auto& swap) { return is_inside(slot.pointer, swap.first); });
}

class Explorer {
 public:
  Explorer(std::set<std::string> seen, const InstalledPlugins& installed)
      : seen_(std::move(seen)), installed_(installed) {
    for (const std::string& id : installed.ids) by_kind_[id.substr(0, id.find('.'))].push_back(id);
  }

  /// All compositions with exactly that many changes.
  void explore(const KnownPipeline& start, std::size_t changes) {
    start_ = &start;
    slots_ = slots_of(start.checked, installed_);
    choose(0, changes, {});
  }

  /// Legal ones in the order of their starts, then those that no start allows.
  std::vector<Composition> take() {
    for (auto& [key, one] : refused_) found_.push_back(std::move(one));
    return std::move(found_);
  }

 private:
  void choose(std::size_t first, std::size_t left, const Swaps& swaps) {
    if (left == 0) return consider(swaps);
    for (std::size_t i = first; i < slots_.size(); ++i) {
      const PluginSlot& slot = slots_[i];
      if (is_gone(slot, swaps)) continue;
      for (const std::string& id : by_kind_[slot.kind]) {
        if (id == slot.plugin) continue;
        Swaps more = swaps;
        more[slot.pointer] = id;
        choose(i + 1, left - 1, more);
      }
    }
  }

  void consider(const Swaps& swaps) {
    const std::string recipe = recipe_name(start_->checked.document);
    const std::string key = key_of(recipe, slots_, swaps);
    if (seen_.count(key) > 0) return;
    Composition one{start_->file,
                    start_->checked.document.value("name", ""),
                    blocks_of(swaps),
                    {recipe_plugin(recipe)},
                    {}};
    for (const auto& [pointer, id] : swaps) one.name += name_of(pointer, id);
    for (const PluginSlot& slot : slots_) {
      const auto swap = swaps.find(slot.pointer);
      if (swap != swaps.end()) one.plugins.push_back(swap->second);
      if (swap == swaps.end() && !is_gone(slot, swaps)) one.plugins.push_back(slot.plugin);
    }
    const std::string checked = check(one);
    if (checked.empty()) {  // another start, of other losses, may allow it
      refused_.emplace(key, std::move(one));
      return;
    }
    seen_.insert(key);
    refused_.erase(key);
    // With the components that it has by default it can be one that is there.
    if (checked == key || seen_.insert(checked).second) found_.push_back(std::move(one));
  }

  /// What puts these plugins into their blocks; the components of those before go with them.
  Json blocks_of(const Swaps& swaps) const {
    Json blocks = Json::object();
    for (const PluginSlot& slot : slots_) {
      const auto swap = swaps.find(slot.pointer);
      if (swap == swaps.end()) continue;
      Json& block = blocks[Json::json_pointer(slot.pointer)];
      block["use"] = swap->second;
      for (const ChildDescription& child : installed_.find(slot.plugin)->children) {
        block[child.name] = nullptr;
      }
    }
    return blocks;
  }

  /// @return its key after the check; empty where it cannot be.
  std::string check(Composition& one) const {
    Pipeline pipeline = start_->read;
    merge_pipeline(pipeline, {one.blocks, {}});
    try {
      check_pipeline(pipeline, installed_);
      return composition_key(pipeline, slots_of(pipeline, installed_));
    } catch (const Failure& failure) {
      for (const Problem& problem : failure.problems()) one.problems.push_back(problem.what);
      return "";
    }
  }

  std::set<std::string> seen_;
  const InstalledPlugins& installed_;
  std::map<std::string, std::vector<std::string>> by_kind_;
  const KnownPipeline* start_ = nullptr;
  std::vector<PluginSlot> slots_;
  std::vector<Composition> found_;
  std::map<std::string, Composition> refused_;
};

}  // namespace

std::vector<PluginSlot> slots_of(const Pipeline& checked, const InstalledPlugins& installed) {
  const auto recipe = find_recipe(recipe_name(checked.document), installed);
  if (!recipe) return {};
  SlotList list(checked.document, installed);
  list.add_children(recipe->description, "");
  return list.take();
}

std::string composition_key(const Pipeline& checked, const std::vector<PluginSlot>& slots) {
  return key_of(recipe_name(checked.document), slots, {});
}

Json Composition::document() const {
  Json file = {{"zeroth", 1}, {"name", name}, {"extends", starts_from.string()}};
  file["published"] = nullptr;  // those figures are of the composition that it starts from
  merge_into(file, blocks);
  return file;
}

std::vector<Composition> compositions(const std::vector<KnownPipeline>& starts,
                                      const std::set<std::string>& known, std::size_t changes,
                                      const InstalledPlugins& installed) {
  Explorer explorer(known, installed);
  for (std::size_t count = 1; count <= changes; ++count) {
    for (const KnownPipeline& start : starts) explorer.explore(start, count);
  }
  return explorer.take();
}

}  // namespace zeroth::host
