#include "host/catalog/description.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

namespace zeroth::host {
namespace {

std::optional<double> optional_number(const Json& json, const char* key) {
  if (!json.contains(key)) return std::nullopt;
  return json.at(key).get<double>();
}

/// Of a plugin that sets no upper bound; a default of its own beyond it says that more can be.
void bound_size(ParameterRule& rule) {
  if (rule.type != "integer" || rule.at_most || rule.below) return;
  const Json& value = rule.default_value;
  if (!value.is_number() || value.get<double>() <= kLargestSize) rule.at_most = kLargestSize;
}

ParameterRule parse_parameter(const Json& json) {
  ParameterRule rule;
  rule.name = json.at("name").get<std::string>();
  rule.type = json.at("type").get<std::string>();
  rule.default_value = json.at("default");
  rule.help = json.at("help").get<std::string>();
  rule.at_least = optional_number(json, "at_least");
  rule.at_most = optional_number(json, "at_most");
  rule.above = optional_number(json, "above");
  rule.below = optional_number(json, "below");
  rule.one_of = json.value("one_of", rule.one_of);
  rule.not_empty = json.value("not_empty", false);
  rule.deprecated = json.value("deprecated", "");
  rule.aliases = json.value("alias", rule.aliases);
  bound_size(rule);
  return rule;
}

std::vector<TensorRule> parse_tensors(const Json& json) {
  std::vector<TensorRule> tensors;
  for (const Json& one : json) {
    tensors.push_back({one.at("name").get<std::string>(),
                       one.at("shape").get<std::vector<std::string>>(),
                       one.at("dtype").get<std::string>()});
  }
  return tensors;
}

}  // namespace

Description parse_description(const Json& json) {
  Description description;
  description.summary = json.at("summary").get<std::string>();
  description.citations = json.at("cite").get<std::vector<std::string>>();
  for (const Json& one : json.at("parameters")) {
    description.parameters.push_back(parse_parameter(one));
  }
  description.inputs = parse_tensors(json.at("inputs"));
  description.outputs = parse_tensors(json.value("outputs", Json::array()));
  for (const Json& one : json.at("children")) {
    description.children.push_back(
        {one.at("name").get<std::string>(), one.at("kind").get<std::string>(),
         one.at("help").get<std::string>(), one.value("optional", false),
         one.value("default_use", ""), one.value("passes_outputs", false)});
  }
  description.pieces = json.value("pieces", description.pieces);
  description.non_negative = json.value("non_negative", false);
  return description;
}

std::string bound_text(double bound) {
  constexpr double kWhole = 1e15;
  const bool is_whole = std::trunc(bound) == bound && std::abs(bound) < kWhole;
  return is_whole ? fmt::format("{:.0f}", bound) : fmt::format("{}", bound);
}

std::string describe_rule(const ParameterRule& rule) {
  std::string text = rule.type;
  if (!rule.one_of.empty()) text = fmt::format("{}", fmt::join(rule.one_of, " | "));
  text += rule.default_value.is_null() ? ", required" : ", default " + rule.default_value.dump();
  const auto bound = [&](const char* relation, const std::optional<double>& value) {
    if (value && *value != kLargestSize)
      text += fmt::format(", {} {}", relation, bound_text(*value));
  };
  bound("at least", rule.at_least);
  bound("at most", rule.at_most);
  bound("above", rule.above);
  bound("below", rule.below);
  return text;
}

}  // namespace zeroth::host
