#include "host/base/json_difference.h"

namespace zeroth::host {

JsonDifference first_json_difference(const Json& said, const Json& is) {
  const Json patch = Json::diff(is, said);
  if (patch.empty()) return {};
  const Json& change = patch.front();
  JsonDifference difference;
  difference.pointer = change.at("path").get<std::string>();
  if (change.contains("value")) difference.said = change.at("value");
  const Json::json_pointer pointer(difference.pointer);
  if (is.contains(pointer)) difference.is = is.at(pointer);
  return difference;
}

}  // namespace zeroth::host
