#include "host/pipeline/pipeline_merge.h"

#include <map>

#include "host/base/begins_with.h"
#include "host/text/json_text.h"

namespace zeroth::host {
namespace {

using Texts = std::map<std::string, std::string>;

/// Calls `act(first, last)` with the entries at a pointer and with those below it: '0' follows '/'.
template <class Map, class Act>
void for_each_range(Map& texts, const std::string& root, Act&& act) {
  act(texts.lower_bound(root), texts.upper_bound(root));
  act(texts.lower_bound(root + '/'), texts.lower_bound(root + '0'));
}

void erase_below(Texts& texts, const std::string& root) {
  for_each_range(texts, root, [&](auto first, auto last) { texts.erase(first, last); });
}

void copy_below(Texts& to, const Texts& from, const std::string& root) {
  for_each_range(from, root, [&](auto first, auto last) {
    for (; first != last; ++first) to[first->first] = first->second;
  });
}

void forget(Pipeline& pipeline, const std::string& root) {
  erase_below(pipeline.origins, root);
  erase_below(pipeline.set_texts, root);
}

/// Another plugin knows nothing of the parameters that the block inherited.
bool drops_params(const Json& base, const Json& patch) {
  const bool keeps = patch.contains("keep_params") && patch["keep_params"] == true;
  return base.is_object() && base.contains("use") && patch.contains("use") &&
         base["use"] != patch["use"] && !keeps;
}

/// A preset is itself a patch: its nulls are to act on the pipeline, not on the preset.
bool is_inside_preset(const std::string& pointer) { return begins_with(pointer, "/presets/"); }

/// Json::erase of version 3.11 moves the keys behind the erased one and loses their parents, which
/// JSON_DIAGNOSTICS asserts.
void erase_key(Json& object, const std::string& key) {
  if (!object.contains(key)) return;
  Json::object_t kept;
  for (auto& [name, value] : object.items()) {
    if (name != key) kept.emplace_back(name, std::move(value));
  }
  object = Json(std::move(kept));
}

class Merger {
 public:
  Merger(Pipeline& base, const Pipeline& patch) : base_(base), patch_(patch) {}

  void merge(Json& target, const Json& patch, const std::string& pointer) {
    if (!patch.is_object()) return replace(target, patch, pointer);
    if (!target.is_object()) replace(target, Json::object(), pointer);
    if (drops_params(target, patch)) {
      erase_key(target, "params");
      forget(base_, child_pointer(pointer, "params"));
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
      return forget(base_, child);
    }
    if (!target.contains(key)) target[key] = value.is_object() ? Json::object() : Json();
    merge(target[key], value, child);
  }

  void replace(Json& target, const Json& patch, const std::string& pointer) {
    target = patch;
    forget(base_, pointer);
    copy_below(base_.origins, patch_.origins, pointer);
    copy_below(base_.set_texts, patch_.set_texts, pointer);
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
  for_each_range(pipeline.origins, pointer, [&](auto first, auto last) {
    for (; first != last; ++first)
      part.origins[first->first.substr(pointer.size())] = first->second;
  });
  return part;
}

void remove(Pipeline& pipeline, const std::string& pointer) {
  const Json::json_pointer at(pointer);
  if (!pipeline.document.contains(at)) return;
  erase_key(pipeline.document.at(at.parent_pointer()), at.back());
  forget(pipeline, pointer);
}

}  // namespace zeroth::host
