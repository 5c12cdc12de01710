#include <zeroth/description.h>

#include <nlohmann/json.hpp>

namespace zeroth {
namespace {

using Json = nlohmann::ordered_json;

const char* type_name(const Value& value) {
  static constexpr const char* kNames[] = {"boolean",  "integer", "number",  "string",
                                           "integers", "numbers", "strings", "lists of integers"};
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

Json to_json(const std::vector<TensorDescription>& tensors) {
  Json json = Json::array();
  for (const TensorDescription& one : tensors) {
    json.push_back({{"name", one.name}, {"shape", one.shape}, {"dtype", one.dtype}});
  }
  return json;
}

Json to_json(const ChildDescription& child) {
  Json json = {{"name", child.name}, {"kind", child.kind}, {"help", child.help}};
  if (child.optional) json["optional"] = true;
  if (!child.default_use.empty()) json["default_use"] = child.default_use;
  if (child.passes_outputs) json["passes_outputs"] = true;
  return json;
}

}  // namespace

std::string to_json(const Description& description) {
  Json json = {{"summary", description.summary},
               {"cite", description.citations},
               {"parameters", Json::array()},
               {"inputs", to_json(description.inputs)},
               {"outputs", to_json(description.outputs)},
               {"children", Json::array()},
               {"pieces", description.pieces}};
  for (const auto& parameter : description.parameters) {
    json["parameters"].push_back(to_json(parameter));
  }
  for (const auto& child : description.children) json["children"].push_back(to_json(child));
  if (description.non_negative) json["non_negative"] = true;
  return json.dump();
}

}  // namespace zeroth
