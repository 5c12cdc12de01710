#include "host/bundle/redaction.h"

#include <algorithm>
#include <cstddef>

#include "host/text/json_text.h"

namespace zeroth::host {
namespace {

bool is_one_of(char c, const char* all) { return std::string(all).find(c) != std::string::npos; }

/// Whether an absolute path begins there.
bool begins_path(const std::string& text, std::size_t at) {
  if (text[at] != '/' || (at > 0 && !is_one_of(text[at - 1], " =:'\"([{,;\t\n"))) return false;
  return at + 1 < text.size() && !is_one_of(text[at + 1], "/ \t\n");
}

/// Where it ends. What fills a text, or all behind an equals sign, may have blanks in it.
std::size_t end_of_path(const std::string& text, std::size_t at) {
  if (at == 0 || text[at - 1] == '=') return std::min(text.find('\n', at), text.size());
  return std::min(text.find_first_of(" '\")]},;\t\n", at), text.size());
}

std::string last_name(const std::string& path) {
  const std::size_t end = path.find_last_not_of('/');
  const std::size_t begin = path.find_last_of('/', end);
  return path.substr(begin + 1, end - begin);
}

Json rewritten(const Json& value, const std::string& pointer, std::vector<std::string>& changed) {
  if (value.is_string()) {
    const std::string text = without_folders(value.get<std::string>());
    if (text != value.get<std::string>()) changed.push_back(pointer);
    return text;
  }
  if (value.is_array()) {
    Json list = Json::array();
    for (std::size_t i = 0; i < value.size(); ++i)
      list.push_back(rewritten(value[i], child_pointer(pointer, std::to_string(i)), changed));
    return list;
  }
  if (!value.is_object()) return value;
  Json object = Json::object();
  for (const auto& [name, member] : value.items()) {
    object[name] =
        name == "ref" ? member : rewritten(member, child_pointer(pointer, name), changed);
  }
  return object;
}

}  // namespace

std::string without_folders(const std::string& text) {
  std::string rest;
  for (std::size_t at = 0; at < text.size();) {
    if (!begins_path(text, at)) {
      rest += text[at++];
      continue;
    }
    const std::size_t end = end_of_path(text, at);
    rest += last_name(text.substr(at, end - at));
    at = end;
  }
  return rest;
}

Json without_folders(const Json& document, std::vector<std::string>& changed) {
  return rewritten(document, "", changed);
}

}  // namespace zeroth::host
