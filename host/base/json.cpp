#include "host/base/json.h"

namespace zeroth::host {

void merge_into(Json& object, const Json& more) {
  for (const auto& [name, value] : more.items()) object[name] = value;
}

Json without(const Json& object, const std::string& name) {
  Json rest = Json::object();
  for (const auto& [key, value] : object.items()) {
    if (key != name) rest[key] = value;
  }
  return rest;
}

}  // namespace zeroth::host
