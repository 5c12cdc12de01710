#include "host/runs/flat_json.h"

#include "host/record/sealed_json.h"

namespace zeroth::host {
namespace {

void add_flat(const Json& object, const std::string& before, std::vector<FlatValue>& values) {
  for (const auto& [key, value] : object.items()) {
    if (value.is_object()) {
      add_flat(value, before + key + ".", values);
    } else {
      values.emplace_back(before + key, value);
    }
  }
}

}  // namespace

std::vector<FlatValue> flat_values(const Json& object) {
  std::vector<FlatValue> values;
  if (object.is_object()) add_flat(object, "", values);
  return values;
}

std::string plain_text(const Json& value) {
  return value.is_string() ? value.get<std::string>() : file_text(value, -1);
}

}  // namespace zeroth::host
