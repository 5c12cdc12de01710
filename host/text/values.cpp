#include "host/text/values.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <type_traits>
#include <vector>

namespace zeroth::host {
namespace {

template <class T>
struct Reader {
  static bool fits(const Json& json) { return json.is_string(); }
};

template <>
struct Reader<bool> {
  static bool fits(const Json& json) { return json.is_boolean(); }
};

/// Json keeps whole numbers up to 2^64; parameters are std::int64_t.
template <>
struct Reader<std::int64_t> {
  static bool fits(const Json& json) {
    const bool is_too_large = json.is_number_unsigned() &&
                              json.get<std::uint64_t>() > std::numeric_limits<std::int64_t>::max();
    return json.is_number_integer() && !is_too_large;
  }
};

template <>
struct Reader<double> {
  static bool fits(const Json& json) { return json.is_number(); }
};

template <class Element>
struct Reader<std::vector<Element>> {
  static bool fits(const Json& json) {
    return json.is_array() && std::all_of(json.begin(), json.end(), Reader<Element>::fits);
  }
};

template <class Element>
struct Reader<std::map<std::string, Element>> {
  static bool fits(const Json& json) {
    return json.is_object() && std::all_of(json.begin(), json.end(), Reader<Element>::fits);
  }
};

template <std::size_t Index = 0>
std::optional<Value> read_as(const Json& json, ValueType type) {
  if constexpr (Index < std::variant_size_v<Value>) {
    using Type = std::variant_alternative_t<Index, Value>;
    if (static_cast<std::size_t>(type) != Index) return read_as<Index + 1>(json, type);
    if (!Reader<Type>::fits(json)) return std::nullopt;
    return Value(std::in_place_index<Index>, json.get<Type>());
  } else {
    return std::nullopt;
  }
}

}  // namespace

Json to_json(const Value& value) {
  return std::visit([](const auto& held) { return Json(held); }, value);
}

std::optional<Value> to_value(const Json& json, ValueType type) { return read_as(json, type); }

Json default_of(const ParameterDescription& parameter) {
  return parameter.default_value ? to_json(*parameter.default_value) : Json();
}

Json example_of(const ParameterDescription& parameter) {
  if (parameter.default_value) return default_of(parameter);
  if (parameter.type == ValueType::string) return parameter.example;
  Json value = Json::parse(parameter.example, nullptr, /*allow_exceptions=*/false);
  return value.is_discarded() ? Json() : value;
}

std::string describe_rule(const ParameterDescription& rule) {
  std::string text = type_name(rule.type);
  if (!rule.one_of.empty()) text = fmt::format("{}", fmt::join(rule.one_of, " | "));
  text += rule.default_value ? ", default " + default_of(rule).dump() : ", required";
  const auto bound = [&](const char* relation, const std::optional<double>& value) {
    if (value) text += fmt::format(", {} {}", relation, number_text(*value));
  };
  bound("at least", rule.at_least);
  bound("at most", rule.at_most);
  bound("above", rule.above);
  bound("below", rule.below);
  if (rule.mix) {
    text += fmt::format(", {0} = {3} {1} + (1 - {3}) {2}", rule.mix->output, rule.mix->first,
                        rule.mix->second, rule.name);
  }
  return text;
}

}  // namespace zeroth::host
