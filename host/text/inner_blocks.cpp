#include "host/text/inner_blocks.h"

#include <algorithm>
#include <vector>

#include "host/base/begins_with.h"
#include "host/text/json_text.h"

namespace zeroth::host {
namespace {

bool is_reader(const Json& block) {
  if (!block.is_object() || !block.contains("use") || !block["use"].is_string()) return false;
  return begins_with(block["use"].get_ref<const std::string&>(), "data.");
}

}  // namespace

std::string innermost_reader(const Json& data) {
  std::vector<std::string> names;
  if (data.is_object()) {
    for (const auto& [name, value] : data.items()) {
      if (is_reader(value)) names.push_back(name);
    }
  }
  if (names.size() != 1) return "";
  return child_pointer("", names.front()) + innermost_reader(data.at(names.front()));
}

std::string innermost_reader_path(const Json& data) {
  std::string path = "data" + innermost_reader(data);
  std::replace(path.begin(), path.end(), '/', '.');
  return path;
}

}  // namespace zeroth::host
