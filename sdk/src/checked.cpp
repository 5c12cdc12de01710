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
/// list for a list of numbers, an empty one for any list or object; nothing else converts.
Value converted(const Value& given, ValueType type) {
  if (const auto* whole = std::get_if<std::int64_t>(&given); whole && type == ValueType::number) {
    return static_cast<double>(*whole);
  }
  if (const auto* list = std::get_if<std::vector<std::int64_t>>(&given)) {
    if (type == ValueType::numbers) return std::vector<double>(list->begin(), list->end());
    if (list->empty() && type == ValueType::strings) return std::vector<std::string>();
    if (list->empty() && type == ValueType::integer_lists) return IntegerLists();
  }
  if (type == ValueType::strings_by_name && given == Value(NumbersByName())) {
    return StringsByName();
  }
  return given;
}

}  // namespace

Values checked(const Description& description, const Values& given) {
  Values values;
  std::ostringstream problems;
  for (const auto& [name, value] : given) {
    const ParameterDescription* rule = find(description, name);
    if (!rule) {
      problems << "unknown parameter \"" << name << "\"\n";
      continue;
    }
    Value own = converted(value, rule->type);
    if (type_of(own) != rule->type) {
      problems << rule->name << " is of the wrong type\n";
      continue;
    }
    for (const ValueProblem& one : problems_of(*rule, own)) problems << one.what << '\n';
    values[rule->name] = std::move(own);
  }
  for (const auto& parameter : description.parameters) {
    if (values.count(parameter.name) > 0) continue;
    if (parameter.default_value) {
      values[parameter.name] = *parameter.default_value;
    } else {
      problems << "\"" << parameter.name << "\" is missing\n";
    }
  }
  std::string text = problems.str();
  if (text.empty()) return values;
  text.pop_back();
  throw Error(text);
}

}  // namespace zeroth
