#include "host/schema/value_schema.h"

#include <cstdint>
#include <limits>
#include <utility>

#include "host/text/values.h"

namespace zeroth::host {
namespace {

/// A whole text `${name}`. What the environment says stays text.
constexpr const char* kVariable = R"(^\$\{(?!env:)[^}]*\}$)";
/// A text with any variable in it.
constexpr const char* kWithVariable = R"(\$\{[^}]*\})";

/// A value of one type, or null, or a variable.
Json nullable(const std::string& type) {
  if (type == "string") return {{"type", {"string", "null"}}};
  return {{"type", {type, "string", "null"}}, {"pattern", kVariable}};
}

/// An element of a list: null would stay there.
Json element(const std::string& type) {
  if (type == "string") return {{"type", "string"}};
  return {{"type", {type, "string"}}, {"pattern", kVariable}};
}

void add_bounds(Json& schema, const ParameterDescription& rule, bool whole) {
  // Json keeps whole numbers up to 2^64; parameters are std::int64_t.
  if (whole && !rule.at_least && !rule.above) {
    schema["minimum"] = std::numeric_limits<std::int64_t>::min();
  }
  const std::optional<double> at_most = upper_bound(rule);
  if (whole && !at_most && !rule.below) {
    schema["maximum"] = std::numeric_limits<std::int64_t>::max();
  }
  if (rule.at_least) schema["minimum"] = *rule.at_least;
  if (at_most) schema["maximum"] = *at_most;
  if (rule.above) schema["exclusiveMinimum"] = *rule.above;
  if (rule.below) schema["exclusiveMaximum"] = *rule.below;
}

Json number(Json schema, const ParameterDescription& rule, bool whole) {
  add_bounds(schema, rule, whole);
  return schema;
}

Json list_of(Json elements) {
  Json schema = nullable("array");
  schema["items"] = std::move(elements);
  return schema;
}

Json map_of(Json values) {
  Json schema = nullable("object");
  schema["properties"] = {{"$comment", true}};
  schema["additionalProperties"] = std::move(values);
  return schema;
}

Json text(const ParameterDescription& rule) {
  if (!rule.one_of.empty()) return choice_schema(rule.one_of, {});
  Json schema = nullable("string");
  if (rule.not_empty) schema["minLength"] = 1;
  return schema;
}

Json type_schema(const ParameterDescription& rule) {
  switch (rule.type) {
    case ValueType::boolean:
      return nullable("boolean");
    case ValueType::integer:
      return number(nullable("integer"), rule, true);
    case ValueType::number:
      return number(nullable("number"), rule, false);
    case ValueType::string:
      return text(rule);
    case ValueType::integers:
      return list_of(number(element("integer"), rule, true));
    case ValueType::numbers:
      return list_of(number(element("number"), rule, false));
    case ValueType::strings:
      return list_of(element("string"));
    case ValueType::integer_lists:
      return list_of(list_of(number(element("integer"), rule, true)));
    case ValueType::strings_by_name:
      return map_of(nullable("string"));
    case ValueType::numbers_by_name:
      break;
  }
  return map_of(number(nullable("number"), rule, false));
}

/// A parameter and another name of it are not to be given both.
Json not_both(const std::string& one, const std::string& other) {
  return {{"not", {{"required", {one, other}}}}};
}

}  // namespace

Json closed_object(Json properties) {
  properties["$comment"] = true;
  Json schema = nullable("object");
  schema["properties"] = std::move(properties);
  schema["additionalProperties"] = false;
  return schema;
}

Json pattern_choice(const std::string& pattern) {
  return {{"type", "string"}, {"pattern", pattern}};
}

Json choice_schema(const std::vector<std::string>& values, const std::vector<std::string>& help) {
  Json choices = Json::array();
  for (std::size_t i = 0; i < values.size(); ++i) {
    Json choice = {{"const", values[i]}};
    if (!help.empty()) choice["description"] = help[i];
    choices.push_back(std::move(choice));
  }
  choices.push_back({{"type", "string"}, {"pattern", kWithVariable}});
  choices.push_back({{"type", "null"}});
  return {{"anyOf", std::move(choices)}};
}

Json value_schema(const ParameterDescription& rule) {
  Json schema = {{"description", rule.help}};
  if (rule.default_value) schema["default"] = default_of(rule);
  if (!rule.deprecated.empty()) {
    schema["description"] = rule.help + " (deprecated: " + rule.deprecated + ")";
    schema["deprecated"] = true;
  }
  merge_into(schema, type_schema(rule));
  return schema;
}

Json value_properties(const std::vector<ParameterDescription>& rules) {
  Json properties = Json::object();
  for (const ParameterDescription& rule : rules) {
    Json schema = value_schema(rule);
    for (const std::string& alias : rule.aliases) {
      properties[alias] = schema;
      properties[alias]["description"] = "another name of " + rule.name;
    }
    properties[rule.name] = std::move(schema);
  }
  return properties;
}

Json values_schema(const std::vector<ParameterDescription>& rules) {
  Json schema = closed_object(value_properties(rules));
  Json exclusions = Json::array();
  for (const ParameterDescription& rule : rules) {
    for (const std::string& alias : rule.aliases) exclusions.push_back(not_both(rule.name, alias));
  }
  if (!exclusions.empty()) schema["allOf"] = std::move(exclusions);
  return schema;
}

Json required_values(const std::vector<ParameterDescription>& rules) {
  Json demands = Json::array();
  for (const ParameterDescription& rule : rules) {
    if (rule.default_value) continue;
    Json names = Json::array({present(rule.name)});
    for (const std::string& alias : rule.aliases) names.push_back(present(alias));
    demands.push_back(names.size() == 1 ? names.front() : Json{{"anyOf", std::move(names)}});
  }
  return demands.empty() ? Json() : Json{{"type", "object"}, {"allOf", std::move(demands)}};
}

Json present(const std::string& name, Json condition) {
  Json property = {{"not", {{"type", "null"}}}};
  merge_into(property, condition);
  return {{"required", Json::array({name})}, {"properties", {{name, std::move(property)}}}};
}

Json when(const std::string& property, const std::string& value, Json consequence) {
  return {
      {"if",
       {{"required", Json::array({property})}, {"properties", {{property, {{"const", value}}}}}}},
      {"then", std::move(consequence)}};
}

}  // namespace zeroth::host
