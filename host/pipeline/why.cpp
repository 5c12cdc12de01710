#include "host/pipeline/why.h"

#include "host/text/json_text.h"

namespace zeroth::host {
namespace {

/// A key that holds a dot, a slash or a tilde can be named by a pointer only.
bool is_plain(const std::string& key) { return key.find_first_of("./~") == std::string::npos; }

class Walk {
 public:
  explicit Walk(const Pipeline& pipeline) : pipeline_(pipeline) {}

  void visit(const Json& value, const std::string& name, const std::string& pointer, bool plain) {
    if (!value.is_object() || value.empty()) {
      rows_.push_back({plain ? name : pointer, value, origin_of(pointer)});
      return;
    }
    for (const auto& [key, child] : value.items()) {
      visit(child, name.empty() ? key : name + "." + key, child_pointer(pointer, key),
            plain && is_plain(key));
    }
  }

  std::vector<Explanation> take() { return std::move(rows_); }

 private:
  /// A value without an origin has its parent's.
  std::string origin_of(std::string pointer) const {
    for (;; pointer.resize(pointer.rfind('/'))) {
      const auto found = pipeline_.origins.find(pointer);
      if (found != pipeline_.origins.end()) return found->second;
      if (pointer.empty()) return "";
    }
  }

  const Pipeline& pipeline_;
  std::vector<Explanation> rows_;
};

}  // namespace

std::vector<Explanation> explain_pipeline(const Pipeline& pipeline) {
  Walk walk(pipeline);
  walk.visit(pipeline.document, "", "", true);
  return walk.take();
}

Json self_contained(const Json& document) {
  Json copy = document;
  copy["preset"] = "";
  return copy;
}

}  // namespace zeroth::host
