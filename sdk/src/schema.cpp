#include <zeroth/schema.h>

#include <utility>

namespace zeroth {

ParameterRule& ParameterRule::at_least(double bound) {
  parameter_.at_least = bound;
  return *this;
}

ParameterRule& ParameterRule::at_most(double bound) {
  parameter_.at_most = bound;
  return *this;
}

ParameterRule& ParameterRule::above(double bound) {
  parameter_.above = bound;
  return *this;
}

ParameterRule& ParameterRule::below(double bound) {
  parameter_.below = bound;
  return *this;
}

ParameterRule& ParameterRule::one_of(std::vector<std::string> values) {
  parameter_.one_of = std::move(values);
  return *this;
}

ParameterRule& ParameterRule::not_empty() {
  parameter_.not_empty = true;
  return *this;
}

ParameterRule& ParameterRule::deprecated(std::string use_instead) {
  parameter_.deprecated = std::move(use_instead);
  return *this;
}

ParameterRule& ParameterRule::alias(std::string old_name) {
  parameter_.aliases.push_back(std::move(old_name));
  return *this;
}

ParameterRule& ParameterRule::required(std::string example) {
  parameter_.default_value.reset();
  parameter_.example = std::move(example);
  return *this;
}

ParameterRule& ParameterRule::any_size() {
  parameter_.any_size = true;
  return *this;
}

ParameterRule& ParameterRule::per_unseen_class() {
  parameter_.per_unseen_class = true;
  return *this;
}

ParameterRule& ParameterRule::path() {
  parameter_.is_path = true;
  return *this;
}

ParameterRule& ParameterRule::names(std::string block, std::string offer) {
  parameter_.names_of = std::move(block);
  parameter_.names_offer = std::move(offer);
  return *this;
}

ParameterRule& ParameterRule::mixes(std::string output, std::string first, std::string second) {
  parameter_.mix = MixDescription{std::move(output), std::move(first), std::move(second)};
  return *this;
}

ParameterRule& ParameterRule::needs_validation(std::string value) {
  parameter_.needs_validation = std::move(value);
  return *this;
}

NamedChildrenRule& NamedChildrenRule::not_negative(std::string name, double by_default,
                                                   std::string help) {
  ParameterDescription value;
  value.name = std::move(name);
  value.type = ValueType::number;
  value.default_value = by_default;
  value.at_least = 0;
  value.help = std::move(help);
  children_.values.push_back(std::move(value));
  return *this;
}

NamedChildrenRule& NamedChildrenRule::choice(std::string name, std::vector<std::string> values,
                                             std::string help) {
  ParameterDescription value;
  value.name = std::move(name);
  value.type = ValueType::string;
  value.default_value = values.front();
  value.one_of = std::move(values);
  value.help = std::move(help);
  children_.values.push_back(std::move(value));
  return *this;
}

NamedChildrenRule& NamedChildrenRule::passes_outputs() {
  children_.passes_outputs = true;
  return *this;
}

NamedChildrenRule& NamedChildrenRule::reads_outputs() {
  children_.reads_outputs = true;
  return *this;
}

ChildRule& ChildRule::optional() {
  child_.optional = true;
  return *this;
}

ChildRule& ChildRule::by_default(std::string id) {
  child_.default_use = std::move(id);
  return *this;
}

ChildRule& ChildRule::passes_outputs() {
  child_.passes_outputs = true;
  return *this;
}

}  // namespace zeroth
