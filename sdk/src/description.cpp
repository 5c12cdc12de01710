#include <zeroth/description.h>

#include <nlohmann/json.hpp>

namespace zeroth {
namespace {

using Json = nlohmann::ordered_json;

const char* type_name(const Value& value) {
  static constexpr const char* kNames[] = {"boolean",  "integer", "number", "string",
                                           "integers", "numbers", "strings"};
  return kNames[value.index()];
}

Json to_json(const Value& value) {
  return std::visit([](const auto& held) { return Json(held); }, value);
}

Json to_json(const ParameterDescription& parameter) {
  Json json = {{"name", parameter.name},
               {"type", type_name(parameter.default_value)},
               {"default", to_json(parameter.default_value)},
               {"help", parameter.help}};
  if (parameter.at_least) json["at_least"] = *parameter.at_least;
  if (parameter.at_most) json["at_most"] = *parameter.at_most;
  if (parameter.above) json["above"] = *parameter.above;
  if (parameter.below) json["below"] = *parameter.below;
  if (!parameter.one_of.empty()) json["one_of"] = parameter.one_of;
  if (parameter.not_empty) json["not_empty"] = true;
  if (!parameter.deprecated.empty()) json["deprecated"] = parameter.deprecated;
  if (!parameter.aliases.empty()) json["alias"] = parameter.aliases;
  return json;
}

}  // namespace

std::string to_json(const Description& description) {
  Json json = {{"summary", description.summary},
               {"cite", description.citations},
               {"parameters", Json::array()},
               {"inputs", Json::array()},
               {"children", Json::array()},
               {"pieces", description.pieces}};
  for (const auto& parameter : description.parameters) {
    json["parameters"].push_back(to_json(parameter));
  }
  for (const auto& input : description.inputs) {
    json["inputs"].push_back(
        {{"name", input.name}, {"shape", input.shape}, {"dtype", input.dtype}});
  }
  for (const auto& child : description.children) {
    json["children"].push_back({{"name", child.name}, {"kind", child.kind}, {"help", child.help}});
  }
  return json.dump();
}

}  // namespace zeroth
