#include <zeroth/description.h>
#include <zeroth/error.h>

#include <nlohmann/json.hpp>
#include <utility>

namespace zeroth {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kTypeNames[] = {"boolean",          "integer",           "number",
                                      "string",           "integers",          "numbers",
                                      "strings",          "lists of integers", "object of strings",
                                      "object of numbers"};

ValueType parse_type(const std::string& name) {
  for (std::size_t i = 0; i < std::size(kTypeNames); ++i) {
    if (name == kTypeNames[i]) return static_cast<ValueType>(i);
  }
  throw Error("no type of a parameter is called \"" + name + "\"");
}

Json to_json(const Value& value) {
  return std::visit([](const auto& held) { return Json(held); }, value);
}

template <std::size_t Index = 0>
Value parse_value(const Json& json, ValueType type) {
  if constexpr (Index < std::variant_size_v<Value>) {
    if (static_cast<std::size_t>(type) != Index) return parse_value<Index + 1>(json, type);
    return Value(std::in_place_index<Index>, json.get<std::variant_alternative_t<Index, Value>>());
  }
  throw Error("no such type of a value");
}

/// Reads the members of a JSON object; what is missing keeps its value.
struct Members {
  const Json& json;

  template <class T>
  void read(const char* name, T& into) const {
    if (json.contains(name)) into = json.at(name).get<T>();
  }
  void read(const char* name, std::optional<double>& into) const {
    if (json.contains(name)) into = json.at(name).get<double>();
  }
};

Json to_json(const MixDescription& mix) {
  return {{"output", mix.output}, {"first", mix.first}, {"second", mix.second}};
}

MixDescription parse_mix(const Json& json) {
  return {json.at("output").get<std::string>(), json.at("first").get<std::string>(),
          json.at("second").get<std::string>()};
}

Json to_json(const ParameterDescription& parameter) {
  Json json = {{"name", parameter.name}, {"type", type_name(parameter.type)}};
  if (parameter.default_value) json["default"] = to_json(*parameter.default_value);
  json["help"] = parameter.help;
  if (parameter.at_least) json["at_least"] = *parameter.at_least;
  if (parameter.at_most) json["at_most"] = *parameter.at_most;
  if (parameter.above) json["above"] = *parameter.above;
  if (parameter.below) json["below"] = *parameter.below;
  if (!parameter.one_of.empty()) json["one_of"] = parameter.one_of;
  if (parameter.not_empty) json["not_empty"] = true;
  if (parameter.any_size) json["any_size"] = true;
  if (parameter.per_unseen_class) json["per_unseen_class"] = true;
  if (parameter.is_path) json["is_path"] = true;
  if (!parameter.deprecated.empty()) json["deprecated"] = parameter.deprecated;
  if (!parameter.aliases.empty()) json["alias"] = parameter.aliases;
  if (!parameter.example.empty()) json["example"] = parameter.example;
  if (!parameter.names_of.empty()) json["names_of"] = parameter.names_of;
  if (!parameter.names_offer.empty()) json["names_offer"] = parameter.names_offer;
  if (parameter.mix) json["mixes"] = to_json(*parameter.mix);
  if (!parameter.needs_validation.empty()) json["needs_validation"] = parameter.needs_validation;
  return json;
}

ParameterDescription parse_parameter(const Json& json) {
  ParameterDescription parameter;
  parameter.name = json.at("name").get<std::string>();
  parameter.type = parse_type(json.at("type").get<std::string>());
  if (json.contains("default"))
    parameter.default_value = parse_value(json["default"], parameter.type);
  parameter.help = json.at("help").get<std::string>();
  const Members members{json};
  members.read("at_least", parameter.at_least);
  members.read("at_most", parameter.at_most);
  members.read("above", parameter.above);
  members.read("below", parameter.below);
  members.read("one_of", parameter.one_of);
  members.read("not_empty", parameter.not_empty);
  members.read("any_size", parameter.any_size);
  members.read("per_unseen_class", parameter.per_unseen_class);
  members.read("is_path", parameter.is_path);
  members.read("deprecated", parameter.deprecated);
  members.read("alias", parameter.aliases);
  members.read("example", parameter.example);
  members.read("names_of", parameter.names_of);
  members.read("names_offer", parameter.names_offer);
  if (json.contains("mixes")) parameter.mix = parse_mix(json["mixes"]);
  members.read("needs_validation", parameter.needs_validation);
  return parameter;
}

Json to_json(const TensorDescription& tensor) {
  return {{"name", tensor.name}, {"shape", tensor.shape}, {"dtype", tensor.dtype}};
}

TensorDescription parse_tensor(const Json& json) {
  return {json.at("name").get<std::string>(), json.at("shape").get<std::vector<std::string>>(),
          json.at("dtype").get<std::string>()};
}

Json to_json(const ChildDescription& child) {
  Json json = {{"name", child.name}, {"kind", child.kind}, {"help", child.help}};
  if (child.optional) json["optional"] = true;
  if (!child.default_use.empty()) json["default_use"] = child.default_use;
  if (child.passes_outputs) json["passes_outputs"] = true;
  return json;
}

ChildDescription parse_child(const Json& json) {
  ChildDescription child;
  child.name = json.at("name").get<std::string>();
  child.kind = json.at("kind").get<std::string>();
  child.help = json.at("help").get<std::string>();
  const Members members{json};
  members.read("optional", child.optional);
  members.read("default_use", child.default_use);
  members.read("passes_outputs", child.passes_outputs);
  return child;
}

Json to_json(const ArrayDescription& array) {
  Json json = {{"name", array.name}, {"shape", array.shape}, {"help", array.help}};
  if (array.optional) json["optional"] = true;
  return json;
}

ArrayDescription parse_array(const Json& json) {
  return {json.at("name").get<std::string>(), json.at("shape").get<std::string>(),
          json.at("help").get<std::string>(), json.value("optional", false)};
}

Json to_json(const NamedChildrenDescription& children);
Json to_json(const GroupDescription& group);

template <class Items>
Json list_of(const Items& items) {
  Json json = Json::array();
  for (const auto& one : items) json.push_back(to_json(one));
  return json;
}

template <class Parse>
auto parse_list(const Json& json, Parse parse) {
  std::vector<decltype(parse(json))> items;
  for (const Json& one : json) items.push_back(parse(one));
  return items;
}

Json to_json(const NamedChildrenDescription& children) {
  Json json = {{"name", children.name}, {"kind", children.kind}, {"help", children.help}};
  if (!children.values.empty()) json["values"] = list_of(children.values);
  if (children.passes_outputs) json["passes_outputs"] = true;
  if (children.reads_outputs) json["reads_outputs"] = true;
  return json;
}

NamedChildrenDescription parse_named_children(const Json& json) {
  NamedChildrenDescription children;
  children.name = json.at("name").get<std::string>();
  children.kind = json.at("kind").get<std::string>();
  children.help = json.at("help").get<std::string>();
  children.values = parse_list(json.value("values", Json::array()), parse_parameter);
  const Members members{json};
  members.read("passes_outputs", children.passes_outputs);
  members.read("reads_outputs", children.reads_outputs);
  return children;
}

Json to_json(const GroupDescription& group) {
  return {{"name", group.name}, {"only_with", group.only_with}};
}

GroupDescription parse_group(const Json& json) {
  return {json.at("name").get<std::string>(), json.at("only_with").get<std::string>()};
}

}  // namespace

const char* type_name(ValueType type) { return kTypeNames[static_cast<std::size_t>(type)]; }

std::string to_json(const Description& description) {
  Json json = {{"summary", description.summary},
               {"cite", description.citations},
               {"parameters", list_of(description.parameters)},
               {"inputs", list_of(description.inputs)},
               {"outputs", list_of(description.outputs)},
               {"children", list_of(description.children)},
               {"pieces", description.pieces}};
  if (!description.named_children.empty()) {
    json["named_children"] = list_of(description.named_children);
  }
  if (!description.groups.empty()) json["groups"] = list_of(description.groups);
  if (description.non_negative) json["non_negative"] = true;
  if (!description.arrays.empty()) json["arrays"] = list_of(description.arrays);
  if (!description.remarks.empty()) json["remarks"] = description.remarks;
  if (description.validates) json["validates"] = true;
  return json.dump();
}

Description parse_description(const std::string& text) {
  try {
    const Json json = Json::parse(text);
    Description description;
    description.summary = json.at("summary").get<std::string>();
    description.citations = json.at("cite").get<std::vector<std::string>>();
    description.parameters = parse_list(json.at("parameters"), parse_parameter);
    description.inputs = parse_list(json.at("inputs"), parse_tensor);
    description.outputs = parse_list(json.value("outputs", Json::array()), parse_tensor);
    description.children = parse_list(json.at("children"), parse_child);
    description.named_children =
        parse_list(json.value("named_children", Json::array()), parse_named_children);
    description.groups = parse_list(json.value("groups", Json::array()), parse_group);
    const Members members{json};
    members.read("pieces", description.pieces);
    members.read("non_negative", description.non_negative);
    description.arrays = parse_list(json.value("arrays", Json::array()), parse_array);
    members.read("remarks", description.remarks);
    members.read("validates", description.validates);
    return description;
  } catch (const Json::exception& error) {
    throw Error(std::string("this is no description of a plugin: ") + error.what());
  }
}

}  // namespace zeroth
