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

ParameterRule& ParameterRule::path() {
  parameter_.is_path = true;
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
