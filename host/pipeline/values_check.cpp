#include "host/pipeline/values_check.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

#include "host/base/nearest.h"
#include "host/base/printable.h"
#include "host/text/json_text.h"

namespace zeroth::host {
namespace {

/// Whoever sees so many mends these first.
constexpr std::size_t kMostProblems = 100;

template <class Is>
bool is_list_of(const Json& value, Is&& is) {
  return value.is_array() && std::all_of(value.begin(), value.end(), is);
}

template <class Is>
bool is_object_of(const Json& value, Is&& is) {
  return value.is_object() && std::all_of(value.begin(), value.end(), is);
}

/// Json keeps whole numbers up to 2^64; parameters are std::int64_t.
bool is_too_large(const Json& value) {
  return value.is_number_unsigned() &&
         value.get<std::uint64_t>() > std::numeric_limits<std::int64_t>::max();
}

/// A whole number may stand for a number; a number never for a whole one, even if it is.
bool has_type(const Json& value, const std::string& type) {
  const auto whole = [](const Json& one) { return one.is_number_integer() && !is_too_large(one); };
  const auto number = [](const Json& one) { return one.is_number(); };
  const auto text = [](const Json& one) { return one.is_string(); };
  if (type == "boolean") return value.is_boolean();
  if (type == "integer") return whole(value);
  if (type == "number") return number(value);
  if (type == "string") return text(value);
  if (type == "integers") return is_list_of(value, whole);
  if (type == "numbers") return is_list_of(value, number);
  if (type == "strings") return is_list_of(value, text);
  if (type == "lists of integers") {
    return is_list_of(value, [&](const Json& one) { return is_list_of(one, whole); });
  }
  if (type == "object of strings") return is_object_of(value, text);
  if (type == "object of numbers") return is_object_of(value, number);
  return value.is_object();
}

std::string type_text(const std::string& type) {
  if (type == "integer" || type.compare(0, 6, "object") == 0) return "an " + type;
  return (type.back() == 's' ? "a list of " : "a ") + type;
}

void restore_texts(const ParameterRule& rule, Json& value, const std::string& pointer,
                   const ProblemList& problems) {
  if (rule.type == "string") problems.restore_text(value, pointer);
  if (rule.type != "object of strings" || !value.is_object()) return;
  for (auto& [name, one] : value.items()) problems.restore_text(one, child_pointer(pointer, name));
}

/// Comparisons that a NaN fails.
void check_bounds(const ParameterRule& rule, const Json& value, const std::string& pointer,
                  ProblemList& problems) {
  const double x = value.get<double>();
  const auto complain = [&](const char* relation, double bound) {
    problems.add(fmt::format("\"{}\" must be {} {}, not {}", rule.name, relation, bound_text(bound),
                             value.dump()),
                 pointer);
  };
  if (rule.at_least && !(x >= *rule.at_least)) complain("at least", *rule.at_least);
  if (rule.at_most && !(x <= *rule.at_most)) complain("at most", *rule.at_most);
  if (rule.above && !(x > *rule.above)) complain("above", *rule.above);
  if (rule.below && !(x < *rule.below)) complain("below", *rule.below);
}

const ParameterRule* find(const std::vector<ParameterRule>& rules, const std::string& name) {
  for (const ParameterRule& rule : rules) {
    if (rule.name == name) return &rule;
    if (std::find(rule.aliases.begin(), rule.aliases.end(), name) != rule.aliases.end())
      return &rule;
  }
  return nullptr;
}

/// The alias of a rule that occurs in `values`.
std::string other_name(const ParameterRule& rule, const Json& values) {
  return *std::find_if(rule.aliases.begin(), rule.aliases.end(),
                       [&](const std::string& alias) { return values.contains(alias); });
}

void unknown_name(const std::string& name, const std::vector<ParameterRule>& rules,
                  const std::vector<std::string>& others, const std::string& owner,
                  const std::string& pointer, ProblemList& problems) {
  std::vector<std::string> names = others, known;
  for (const ParameterRule& rule : rules) {
    names.push_back(rule.name);
    known.push_back(fmt::format("{} ({})", rule.name, describe_rule(rule)));
  }
  for (const std::string& other : others) known.push_back(other);
  const std::string list =
      known.empty() ? "it has none" : fmt::format("known: {}", fmt::join(known, ", "));
  problems.add(fmt::format("unknown parameter \"{}\" of {}{}", name, owner,
                           did_you_mean(nearest(name, names))),
               pointer, {list});
}

}  // namespace

void ProblemList::add(std::string what, const std::string& pointer, std::vector<std::string> why,
                      std::string fix) {
  problems_.push_back({std::move(what), pipeline_.where(pointer), std::move(why), std::move(fix)});
  if (problems_.size() == kMostProblems) throw Failure(Exit::bad_configuration, problems_);
}

void ProblemList::warn(std::string what, const std::string& pointer) {
  warnings_.push_back(fmt::format("warning: {} ({})", what, pipeline_.where(pointer)));
}

void ProblemList::moved(const std::string& pointer, const std::string& to) {
  const auto origin = pipeline_.origins.find(pointer);
  if (origin == pipeline_.origins.end()) return;
  pipeline_.origins[to] = origin->second;
  pipeline_.origins.erase(origin);
}

void ProblemList::restore_text(Json& value, const std::string& pointer) const {
  const auto set = pipeline_.set_texts.find(pointer);
  if (set != pipeline_.set_texts.end() && value.is_primitive()) value = set->second;
}

void check_value(const ParameterRule& rule, Json& value, const std::string& pointer,
                 ProblemList& problems) {
  restore_texts(rule, value, pointer, problems);
  const auto complain = [&](const std::string& must) {
    problems.add(fmt::format("\"{}\" must be {}, not {}", rule.name, must, shortened(value.dump())),
                 pointer);
  };
  if (rule.type == "integer" && is_too_large(value)) {
    return complain(fmt::format("at most {}", std::numeric_limits<std::int64_t>::max()));
  }
  if (!has_type(value, rule.type)) return complain(type_text(rule.type));
  if (value.is_number()) return check_bounds(rule, value, pointer, problems);
  if (value.is_structured()) {
    for (const auto& [key, element] : value.items()) {
      if (element.is_number()) check_bounds(rule, element, child_pointer(pointer, key), problems);
    }
  }
  if (!value.is_string()) return;
  const auto text = value.get<std::string>();
  if (text.find('\0') != std::string::npos) return complain("a text without the character U+0000");
  if (rule.not_empty && text.empty())
    problems.add(fmt::format("\"{}\" must not be empty", rule.name), pointer);
  const auto& allowed = rule.one_of;
  if (allowed.empty() || std::find(allowed.begin(), allowed.end(), text) != allowed.end()) return;
  problems.add(
      fmt::format("\"{}\" must be one of {}, not \"{}\"{}", rule.name, fmt::join(allowed, ", "),
                  shortened(text), did_you_mean(nearest(text, allowed))),
      pointer);
}

void check_values(Json& values, const std::vector<ParameterRule>& rules, const std::string& owner,
                  const std::string& pointer, const std::vector<std::string>& others,
                  ProblemList& problems) {
  Json checked = Json::object();
  for (auto& [name, value] : values.items()) {
    const std::string at = child_pointer(pointer, name);
    const ParameterRule* rule = find(rules, name);
    if (!rule) {
      if (std::find(others.begin(), others.end(), name) != others.end()) {
        checked[name] = value;
      } else {
        unknown_name(name, rules, others, owner, at, problems);
      }
      continue;
    }
    if (!rule->deprecated.empty()) {
      problems.warn(fmt::format("\"{}\" of {} is deprecated: {}", name, owner, rule->deprecated),
                    at);
    }
    check_value(*rule, value, at, problems);
    if (checked.contains(rule->name)) {
      problems.add(fmt::format("\"{}\" of {} is given twice", rule->name, owner), at,
                   {fmt::format("\"{}\" is another name of it",
                                name == rule->name ? other_name(*rule, values) : name)},
                   "remove one of them");
    }
    if (name != rule->name) problems.moved(at, child_pointer(pointer, rule->name));
    checked[rule->name] = value;
  }
  for (const ParameterRule& rule : rules) {
    if (checked.contains(rule.name)) continue;
    if (rule.default_value.is_null()) {
      problems.add(fmt::format("{} needs \"{}\"", owner, rule.name), pointer, {rule.help});
    }
    checked[rule.name] = rule.default_value;
  }
  values = std::move(checked);
}

}  // namespace zeroth::host
