#include "host/pipeline/values_check.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/nearest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <utility>

#include "host/base/begins_with.h"
#include "host/base/printable.h"
#include "host/text/json_text.h"
#include "host/text/values.h"

namespace zeroth::host {
namespace {

/// Whoever sees so many mends these first.
constexpr std::size_t kMostProblems = 100;

/// Json keeps whole numbers up to 2^64; parameters are std::int64_t.
bool is_too_large(const Json& value) {
  return value.is_number_unsigned() &&
         value.get<std::uint64_t>() > std::numeric_limits<std::int64_t>::max();
}

std::string type_text(const std::string& type) {
  if (type == "integer" || begins_with(type, "object")) return "an " + type;
  return (type.back() == 's' ? "a list of " : "a ") + type;
}

void restore_texts(const ParameterDescription& rule, Json& value, const std::string& pointer,
                   const ProblemList& problems) {
  if (rule.type == ValueType::string) problems.restore_text(value, pointer);
  if (rule.type != ValueType::strings_by_name || !value.is_object()) return;
  for (auto& [name, one] : value.items()) problems.restore_text(one, child_pointer(pointer, name));
}

const ParameterDescription* find(const std::vector<ParameterDescription>& rules,
                                 const std::string& name) {
  for (const ParameterDescription& rule : rules) {
    if (rule.name == name) return &rule;
    if (std::find(rule.aliases.begin(), rule.aliases.end(), name) != rule.aliases.end())
      return &rule;
  }
  return nullptr;
}

/// The alias of a rule that occurs in `values`.
std::string other_name(const ParameterDescription& rule, const Json& values) {
  return *std::find_if(rule.aliases.begin(), rule.aliases.end(),
                       [&](const std::string& alias) { return values.contains(alias); });
}

void unknown_name(const std::string& name, const std::vector<ParameterDescription>& rules,
                  const std::vector<std::string>& others, const std::string& owner,
                  const std::string& pointer, ProblemList& problems) {
  std::vector<std::string> names = others, known;
  for (const ParameterDescription& rule : rules) {
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

std::string ProblemList::absolute(const std::string& path, const std::string& pointer) const {
  const bool is_open =
      path.find("${") != std::string::npos;  // a variable that nobody needs to know
  if (path.empty() || is_open) return path;
  const std::filesystem::path placed = pipeline_.folder_of(pointer) / path;
  return std::filesystem::absolute(placed).lexically_normal().string();
}

void check_value(const ParameterDescription& rule, Json& value, const std::string& pointer,
                 ProblemList& problems) {
  restore_texts(rule, value, pointer, problems);
  const auto complain = [&](const std::string& must) {
    problems.add(fmt::format("\"{}\" must be {}, not {}", rule.name, must, shortened(value.dump())),
                 pointer);
  };
  if (rule.type == ValueType::integer && is_too_large(value)) {
    return complain(fmt::format("at most {}", std::numeric_limits<std::int64_t>::max()));
  }
  const std::optional<Value> typed = to_value(value, rule.type);
  if (!typed) return complain(type_text(type_name(rule.type)));
  for (const ValueProblem& one : problems_of(rule, *typed)) {
    const std::string hint = value.is_string() && !rule.one_of.empty()
                                 ? did_you_mean(nearest(value.get<std::string>(), rule.one_of))
                                 : "";
    problems.add(one.what + hint, pointer + one.path);
  }
  if (rule.is_path && rule.type == ValueType::string) {
    value = problems.absolute(value.get<std::string>(), pointer);
  }
}

void check_values(Json& values, const std::vector<ParameterDescription>& rules,
                  const std::string& owner, const std::string& pointer,
                  const std::vector<std::string>& others, ProblemList& problems) {
  Json checked = Json::object();
  for (auto& [name, value] : values.items()) {
    const std::string at = child_pointer(pointer, name);
    const ParameterDescription* rule = find(rules, name);
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
  for (const ParameterDescription& rule : rules) {
    if (checked.contains(rule.name)) continue;
    if (!rule.default_value) {
      problems.add(fmt::format("{} needs \"{}\"", owner, rule.name), pointer, {rule.help});
    }
    checked[rule.name] = default_of(rule);
  }
  values = std::move(checked);
}

}  // namespace zeroth::host
