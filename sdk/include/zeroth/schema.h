#pragma once

#include <zeroth/component.h>
#include <zeroth/description.h>
#include <zeroth/error.h>

#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace zeroth {

/// Bounds and notes of the parameter that was bound last: `s.param(...).at_least(0)`.
class ZEROTH_API ParameterRule {
 public:
  explicit ParameterRule(ParameterDescription& parameter) : parameter_(parameter) {}
  ParameterRule& at_least(double bound);
  ParameterRule& at_most(double bound);
  ParameterRule& above(double bound);
  ParameterRule& below(double bound);
  ParameterRule& one_of(std::vector<std::string> values);
  ParameterRule& not_empty();
  ParameterRule& deprecated(std::string use_instead);
  ParameterRule& alias(std::string old_name);

 private:
  ParameterDescription& parameter_;
};

/// Binds the parameters of component `T` to its members. `static void T::describe(Schema<T>&)`
/// fills it; defaults are read from a fresh `T`, so nobody writes them twice.
template <class T>
class Schema {
 public:
  Schema& summary(std::string text) {
    description_.summary = std::move(text);
    return *this;
  }

  /// "arXiv:2010.03759", "Liu et al., NeurIPS 2020, arXiv:2010.03759", or an entry of BibTeX.
  Schema& cite(std::string reference) {
    description_.citations.push_back(std::move(reference));
    return *this;
  }

  /// `M` is bool, std::int64_t, double, std::string or a vector of the last three.
  template <class M>
  ParameterRule param(std::string name, M T::*member, std::string help) {
    static_assert(std::is_constructible_v<Value, std::in_place_type_t<M>>,
                  "a parameter is bool, std::int64_t, double, std::string or a vector of them");
    ParameterDescription parameter;
    parameter.name = name;
    parameter.help = std::move(help);
    parameter.default_value = Value(std::in_place_type<M>, defaults_.*member);
    description_.parameters.push_back(std::move(parameter));
    setters_.push_back([name, member](T& object, const Values& values) {
      object.*member = std::get<M>(values.at(name));
    });
    return ParameterRule(description_.parameters.back());
  }

  /// A named tensor that a loss reads: `s.input("logits", {"N", "C"})`.
  Schema& input(std::string name, std::vector<std::string> shape, std::string dtype = "float") {
    description_.inputs.push_back({std::move(name), std::move(shape), std::move(dtype)});
    return *this;
  }

  /// A component inside this one: a block of that name in the pipeline, or a reference to another
  /// block. `I` is an interface or an ability.
  template <class I>
  Schema& child(std::string name, std::string kind, std::shared_ptr<I> T::*member,
                std::string help) {
    description_.children.push_back({name, std::move(kind), std::move(help)});
    adopters_.push_back([name, member](T& object, const Block& block) {
      const auto found = block.children.find(name);
      if (found == block.children.end()) throw Error("the block \"" + name + "\" is missing");
      object.*member = std::dynamic_pointer_cast<I>(found->second);
      if (!(object.*member)) {
        throw Error("the component in \"" + name + "\" does not offer what this one needs");
      }
    });
    return *this;
  }

  /// A piece that `Pieces::piece` computes: `s.piece("ddgan.posterior")`.
  Schema& piece(std::string name) {
    description_.pieces.push_back(std::move(name));
    return *this;
  }

  const Description& description() const { return description_; }

  /// Sets every bound member: the block's value where it has one, the default elsewhere.
  void apply(T& object, const Block& block) const {
    const Values values = checked(description_, block.params);
    for (const auto& set : setters_) set(object, values);
    for (const auto& adopt : adopters_) adopt(object, block);
  }

 private:
  T defaults_{};
  Description description_;
  std::vector<std::function<void(T&, const Values&)>> setters_;
  std::vector<std::function<void(T&, const Block&)>> adopters_;
};

}  // namespace zeroth
