#include "host/pipeline/used_plugins.h"

#include <set>

#include "host/text/recipe_block.h"

namespace zeroth::host {
namespace {

void collect_plugins(const Json& value, std::set<std::string>& ids) {
  if (!value.is_structured()) return;
  if (value.is_object() && value.contains("use") && value["use"].is_string()) {
    ids.insert(value["use"].get<std::string>());
  }
  for (const auto& child : value) collect_plugins(child, ids);
}

}  // namespace

std::vector<std::string> used_plugins(const Json& document) {
  std::set<std::string> ids;
  collect_plugins(document, ids);
  if (!recipe_name(document).empty()) ids.insert(recipe_id(document));
  return {ids.begin(), ids.end()};
}

}  // namespace zeroth::host
