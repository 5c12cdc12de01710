#include <zeroth/description.h>
#include <zeroth/error.h>

#include <algorithm>
#include <sstream>

namespace zeroth {
namespace {

const ParameterDescription* find(const Description& description, const std::string& name) {
  for (const auto& parameter : description.parameters) {
    const auto& aliases = parameter.aliases;
    if (parameter.name == name ||
        std::find(aliases.begin(), aliases.end(), name) != aliases.end()) {
      return &parameter;
    }
  }
  return nullptr;
}

/// The value in the parameter's own type: an integer may stand for a number, an empty or integer
/// list for a list of numbers, an empty one for any list; nothing else converts.
Value converted(const Value& given, const Value& like) {
  if (std::holds_alternative<double>(like)) {
    if (const auto* whole = std::get_if<std::int64_t>(&given)) return static_cast<double>(*whole);
  }
  if (const auto* list = std::get_if<std::vector<std::int64_t>>(&given)) {
    if (std::holds_alternative<std::vector<double>>(like)) {
      return std::vector<double>(list->begin(), list->end());
    }
    if (list->empty() && std::holds_alternative<std::vector<std::string>>(like)) {
      return std::vector<std::string>();
    }
    if (list->empty() && std::holds_alternative<IntegerLists>(like)) return IntegerLists();
  }
  return given;
}

/// Comparisons that a NaN fails.
void check_bounds(const ParameterDescription& rule, double value, std::ostream& problems) {
  const auto complain = [&](const char* relation, double bound) {
    problems << rule.name << " must be " << relation << ' ' << bound << ", not " << value << '\n';
  };
  if (rule.at_least && !(value >= *rule.at_least)) complain("at least", *rule.at_least);
  if (rule.at_most && !(value <= *rule.at_most)) complain("at most", *rule.at_most);
  if (rule.above && !(value > *rule.above)) complain("above", *rule.above);
  if (rule.below && !(value < *rule.below)) complain("below", *rule.below);
}

void check_text(const ParameterDescription& rule, const std::string& value,
                std::ostream& problems) {
  if (rule.not_empty && value.empty()) problems << rule.name << " must not be empty\n";
  if (rule.one_of.empty() ||
      std::find(rule.one_of.begin(), rule.one_of.end(), value) != rule.one_of.end()) {
    return;
  }
  problems << rule.name << " must be one of";
  for (const std::string& allowed : rule.one_of) problems << ' ' << allowed;
  problems << ", not " << value << '\n';
}

void check(const ParameterDescription& rule, const Value& value, std::ostream& problems) {
  if (const auto* number = std::get_if<double>(&value)) check_bounds(rule, *number, problems);
  if (const auto* whole = std::get_if<std::int64_t>(&value)) {
    check_bounds(rule, static_cast<double>(*whole), problems);
  }
  if (const auto* text = std::get_if<std::string>(&value)) check_text(rule, *text, problems);
}

}  // namespace

Values checked(const Description& description, const Values& given) {
  Values values;
  for (const auto& parameter : description.parameters) {
    values[parameter.name] = parameter.default_value;
  }
  std::ostringstream problems;
  for (const auto& [name, value] : given) {
    const ParameterDescription* rule = find(description, name);
    if (!rule) {
      problems << "unknown parameter \"" << name << "\"\n";
      continue;
    }
    Value own = converted(value, rule->default_value);
    if (own.index() != rule->default_value.index()) {
      problems << rule->name << " is of the wrong type\n";
      continue;
    }
    check(*rule, own, problems);
    values[rule->name] = std::move(own);
  }
  std::string text = problems.str();
  if (text.empty()) return values;
  text.pop_back();
  throw Error(text);
}

}  // namespace zeroth
