#include <zeroth/schema.h>

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace zeroth {

CheckedValues::CheckedValues(const Description& description, const Values& given)
    : values_(std::make_unique<const Values>(checked(description, given))) {}

CheckedValues::~CheckedValues() = default;

template <class M>
void CheckedValues::read(const std::string& name, M& into) const {
  into = std::get<M>(values_->at(name));
}

DescriptionWriter::DescriptionWriter() : description_(std::make_unique<Description>()) {}

DescriptionWriter::~DescriptionWriter() = default;

void DescriptionWriter::summary(std::string text) { description_->summary = std::move(text); }

void DescriptionWriter::cite(std::string reference) {
  description_->citations.push_back(std::move(reference));
}

template <class M>
ParameterRule DescriptionWriter::param(std::string name, const M& by_default, std::string help) {
  ParameterDescription& parameter = description_->parameters.emplace_back();
  parameter.name = std::move(name);
  parameter.help = std::move(help);
  parameter.default_value = Value(std::in_place_type<M>, by_default);
  parameter.type = type_of(*parameter.default_value);
  return ParameterRule(parameter);
}

void DescriptionWriter::input(std::string name, std::vector<std::string> shape, std::string dtype) {
  description_->inputs.push_back({std::move(name), std::move(shape), std::move(dtype)});
}

void DescriptionWriter::output(std::string name, std::vector<std::string> shape,
                               std::string dtype) {
  description_->outputs.push_back({std::move(name), std::move(shape), std::move(dtype)});
}

ChildRule DescriptionWriter::child(std::string name, std::string kind, std::string help) {
  description_->children.push_back({std::move(name), std::move(kind), std::move(help)});
  return ChildRule(description_->children.back());
}

NamedChildrenRule DescriptionWriter::named(std::string name, std::string kind, std::string help) {
  NamedChildrenDescription& children = description_->named_children.emplace_back();
  children.name = std::move(name);
  children.kind = std::move(kind);
  children.help = std::move(help);
  return NamedChildrenRule(children);
}

void DescriptionWriter::only_with(std::string group, std::string block) {
  description_->groups.push_back({std::move(group), std::move(block)});
}

void DescriptionWriter::piece(std::string name) { description_->pieces.push_back(std::move(name)); }

void DescriptionWriter::array(std::string name, std::string shape, std::string help,
                              bool optional) {
  description_->arrays.push_back({std::move(name), std::move(shape), std::move(help), optional});
}

void DescriptionWriter::remark(std::string sentence) {
  description_->remarks.push_back(std::move(sentence));
}

void DescriptionWriter::non_negative() { description_->non_negative = true; }

std::size_t DescriptionWriter::children() const { return description_->children.size(); }

std::shared_ptr<Component> DescriptionWriter::child_of(const Block& block,
                                                       std::size_t index) const {
  if (!block.child) return nullptr;
  const ChildDescription& child = description_->children[index];
  std::shared_ptr<Component> component = block.child(child.name);
  if (!component && !child.optional) throw Error("the block \"" + child.name + "\" is missing");
  return component;
}

void DescriptionWriter::refuse_child(std::size_t index) const {
  throw Error("the component in \"" + description_->children[index].name +
              "\" does not offer what this one needs");
}

CheckedValues DescriptionWriter::checked(const Values& given) const {
  return {*description_, given};
}

std::string DescriptionWriter::json(bool validates) const {
  Description all = *description_;
  all.validates = validates;
  return to_json(all);
}

// Every kind of value that a parameter may have.
#define ZEROTH_KIND(M)                                                        \
  template ZEROTH_API void CheckedValues::read(const std::string&, M&) const; \
  template ZEROTH_API ParameterRule DescriptionWriter::param(std::string, const M&, std::string);
ZEROTH_KIND(bool)
ZEROTH_KIND(std::int64_t)
ZEROTH_KIND(double)
ZEROTH_KIND(std::string)
ZEROTH_KIND(std::vector<std::int64_t>)
ZEROTH_KIND(std::vector<double>)
ZEROTH_KIND(std::vector<std::string>)
ZEROTH_KIND(IntegerLists)
ZEROTH_KIND(StringsByName)
ZEROTH_KIND(NumbersByName)
#undef ZEROTH_KIND

}  // namespace zeroth
