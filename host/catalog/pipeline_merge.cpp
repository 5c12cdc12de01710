#include "host/catalog/pipeline_merge.h"

#include "host/catalog/json_text.h"

namespace zeroth::host {
namespace {

bool is_at_or_below(const std::string& pointer, const std::string& root) {
  return pointer.compare(0, root.size(), root) == 0 &&
         (pointer.size() == root.size() || pointer[root.size()] == '/');
}

void erase_origins(Pipeline& pipeline, const std::string& root) {
  for (auto it = pipeline.origins.lower_bound(root); it != pipeline.origins.end();) {
    if (it->first.compare(0, root.size(), root) != 0) break;
    it = is_at_or_below(it->first, root) ? pipeline.origins.erase(it) : std::next(it);
  }
}

void copy_origins(Pipeline& to, const Pipeline& from, const std::string& root) {
  for (auto it = from.origins.lower_bound(root); it != from.origins.end(); ++it) {
    if (it->first.compare(0, root.size(), root) != 0) break;
    if (is_at_or_below(it->first, root)) to.origins[it->first] = it->second;
  }
}

/// Another plugin knows nothing of the parameters that the block inherited.
bool drops_params(const Json& base, const Json& patch) {
  const bool keeps = patch.contains("keep_params") && patch["keep_params"] == true;
  return base.is_object() && base.contains("use") && patch.contains("use") &&
         base["use"] != patch["use"] && !keeps;
}

/// A preset is itself a patch: its nulls are to act on the pipeline, not on the preset.
bool is_inside_preset(const std::string& pointer) {
  return pointer.compare(0, 9, "/presets/") == 0;
}

/// Json::erase of version 3.11 moves the keys behind the erased one and loses their parents, which
/// JSON_DIAGNOSTICS asserts.
void erase_key(Json& object, const std::string& key) {
  Json kept = Json::object();
  for (auto& [name, value] : object.items()) {
    if (name != key) kept[name] = std::move(value);
  }
  object = std::move(kept);
}

class Merger {
 public:
  Merger(Pipeline& base, const Pipeline& patch) : base_(base), patch_(patch) {}

  void merge(Json& target, const Json& patch, const std::string& pointer) {
    if (!patch.is_object()) return replace(target, patch, pointer);
    if (!target.is_object()) replace(target, Json::object(), pointer);
    if (drops_params(target, patch)) {
      erase_key(target, "params");
      erase_origins(base_, child_pointer(pointer, "params"));
    }
    if (const auto origin = patch_.origins.find(pointer); origin != patch_.origins.end()) {
      base_.origins.emplace(pointer, origin->second);
    }
    for (const auto& [key, value] : patch.items()) merge_key(target, key, value, pointer);
  }

 private:
  void merge_key(Json& target, const std::string& key, const Json& value,
                 const std::string& pointer) {
    const std::string child = child_pointer(pointer, key);
    if (value.is_null() && !is_inside_preset(pointer)) {
      erase_key(target, key);
      return erase_origins(base_, child);
    }
    if (!target.contains(key)) target[key] = value.is_object() ? Json::object() : Json();
    merge(target[key], value, child);
  }

  void replace(Json& target, const Json& patch, const std::string& pointer) {
    target = patch;
    erase_origins(base_, pointer);
    copy_origins(base_, patch_, pointer);
  }

  Pipeline& base_;
  const Pipeline& patch_;
};

}  // namespace

void merge_pipeline(Pipeline& base, const Pipeline& patch) {
  Merger(base, patch).merge(base.document, patch.document, "");
}

Pipeline part_of(const Pipeline& pipeline, const std::string& pointer) {
  Pipeline part;
  part.document = pipeline.document.at(Json::json_pointer(pointer));
  for (const auto& [at, origin] : pipeline.origins) {
    if (is_at_or_below(at, pointer)) part.origins[at.substr(pointer.size())] = origin;
  }
  return part;
}

void remove(Pipeline& pipeline, const std::string& pointer) {
  const Json::json_pointer at(pointer);
  if (!pipeline.document.contains(at)) return;
  erase_key(pipeline.document.at(at.parent_pointer()), at.back());
  erase_origins(pipeline, pointer);
}

}  // namespace zeroth::host
