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
  /// A whole number that is no size and may be as large as it likes: a seed.
  ParameterRule& any_size();
  /// Of a recipe: so many rows are made for each unseen class, all at once; more than memory holds
  /// are refused before the run.
  ParameterRule& per_unseen_class();
  /// There is no default: the pipeline must say it, for example `example`.
  ParameterRule& required(std::string example = "");
  /// A file or folder: a relative one stands beside the pipeline.
  ParameterRule& path();
  /// Of numbers by name: the names are those of components in that block of the recipe, which have
  /// to offer the tensor `offer`; where there are no names, all of them have to.
  ParameterRule& names(std::string block, std::string offer = "");
  /// The output `output` is this number times `first` plus the rest of 1 times `second`, outputs
  /// too: `zeroth explain` shows how a prediction depends on it.
  ParameterRule& mixes(std::string output, std::string first, std::string second);
  /// With that value a run needs a protocol that has validation data.
  ParameterRule& needs_validation(std::string value);

 private:
  ParameterDescription& parameter_;
};

/// Notes on the child that was declared last.
class ZEROTH_API ChildRule {
 public:
  explicit ChildRule(ChildDescription& child) : child_(child) {}
  ChildRule& optional();
  /// The plugin where the pipeline names none.
  ChildRule& by_default(std::string id);
  /// What the child offers, this component offers too.
  ChildRule& passes_outputs();

 private:
  ChildDescription& child_;
};

/// Notes on the block of named children that was declared last.
class ZEROTH_API NamedChildrenRule {
 public:
  explicit NamedChildrenRule(NamedChildrenDescription& children) : children_(children) {}
  /// A number of at least 0 that stands beside the "use" of each.
  NamedChildrenRule& not_negative(std::string name, double by_default, std::string help);
  /// The same for one of some texts, the first of them by default.
  NamedChildrenRule& choice(std::string name, std::vector<std::string> values, std::string help);
  /// Losses may read what they offer, as "name/tensor".
  NamedChildrenRule& passes_outputs();
  /// Each reads what the recipe offers.
  NamedChildrenRule& reads_outputs();

 private:
  NamedChildrenDescription& children_;
};

/// The parameters of one component, checked, the defaults where its block says nothing.
class ZEROTH_API CheckedValues {
 public:
  /// @throws Error with everything that is wrong, one a line.
  CheckedValues(const Description& description, const Values& given);
  ~CheckedValues();
  CheckedValues(const CheckedValues&) = delete;
  CheckedValues& operator=(const CheckedValues&) = delete;

  template <class M>
  void read(const std::string& name, M& into) const;

 private:
  std::unique_ptr<const Values> values_;
};

/// The description that a Schema writes. Compiled once, in the SDK: it is the same in every plugin,
/// and was half of what compiling a small one took.
class ZEROTH_API DescriptionWriter {
 public:
  DescriptionWriter();
  ~DescriptionWriter();
  DescriptionWriter(const DescriptionWriter&) = delete;
  DescriptionWriter& operator=(const DescriptionWriter&) = delete;

  void summary(std::string text);
  void cite(std::string reference);
  template <class M>
  ParameterRule param(std::string name, const M& by_default, std::string help);
  void input(std::string name, std::vector<std::string> shape, std::string dtype);
  void output(std::string name, std::vector<std::string> shape, std::string dtype);
  ChildRule child(std::string name, std::string kind, std::string help);
  NamedChildrenRule named(std::string name, std::string kind, std::string help);
  void only_with(std::string group, std::string block);
  void piece(std::string name);
  void array(std::string name, std::string shape, std::string help, bool optional);
  void remark(std::string sentence);
  void non_negative();

  /// How many children were declared.
  std::size_t children() const;
  /// That child of a block; nothing where it may be missing, or the component is made alone, for
  /// its pieces.
  /// @throws Error where it is missing.
  std::shared_ptr<Component> child_of(const Block& block, std::size_t index) const;
  [[noreturn]] void refuse_child(std::size_t index) const;

  CheckedValues checked(const Values& given) const;
  std::string json(bool validates) const;

 private:
  std::unique_ptr<Description> description_;
};

/// Binds the parameters of component `T` to its members. `static void T::describe(Schema<T>&)`
/// fills it; defaults are read from a fresh `T`, so nobody writes them twice.
template <class T>
class Schema {
 public:
  Schema() = default;
  Schema(const Schema&) = delete;
  Schema& operator=(const Schema&) = delete;

  Schema& summary(std::string text) {
    writer_.summary(std::move(text));
    return *this;
  }

  /// "arXiv:2010.03759", "Liu et al., NeurIPS 2020, arXiv:2010.03759", or an entry of BibTeX.
  Schema& cite(std::string reference) {
    writer_.cite(std::move(reference));
    return *this;
  }

  /// `M` is bool, std::int64_t, double, std::string, a vector of the last three, IntegerLists,
  /// StringsByName or NumbersByName; `B` is `T` or a base of it.
  template <class M, class B>
  ParameterRule param(std::string name, M B::*member, std::string help) {
    static_assert(std::is_constructible_v<Value, std::in_place_type_t<M>>,
                  "a parameter is bool, std::int64_t, double, std::string, a vector of them, lists "
                  "or by name");
    setters_.push_back([name, member](T& object, const CheckedValues& values) {
      values.read(name, object.*member);
    });
    return writer_.param(std::move(name), defaults_.*member, std::move(help));
  }

  /// A named tensor that a loss reads: `s.input("logits", {"N", "C"})`.
  Schema& input(std::string name, std::vector<std::string> shape, std::string dtype = "float") {
    writer_.input(std::move(name), std::move(shape), std::move(dtype));
    return *this;
  }

  /// A named tensor that an expert offers, or a recipe to its losses, or what a data reader yields:
  /// `s.output("scores", {"B", "C"})`.
  Schema& output(std::string name, std::vector<std::string> shape, std::string dtype = "float") {
    writer_.output(std::move(name), std::move(shape), std::move(dtype));
    return *this;
  }

  /// A component inside this one: a block of that name in the pipeline, or a reference to another
  /// block. `I` is an interface or an ability; `B` is `T` or a base of it.
  template <class I, class B>
  ChildRule child(std::string name, std::string kind, std::shared_ptr<I> B::*member,
                  std::string help) {
    adopters_.push_back([this, member, index = writer_.children()](T& object, const Block& block) {
      object.*member = made<I>(block, index);
    });
    return writer_.child(std::move(name), std::move(kind), std::move(help));
  }

  /// The same, called by name of the call as calls.h does: what a recipe holds.
  template <class I, class B>
  ChildRule child(std::string name, std::string kind, Handle<I> B::*member, std::string help) {
    adopters_.push_back([this, member, index = writer_.children()](T& object, const Block& block) {
      object.*member = Handle<I>(made<I>(block, index));
    });
    return writer_.child(std::move(name), std::move(kind), std::move(help));
  }

  /// A block of the pipeline that holds any number of components by name. `P` is made from a
  /// NamedComponent: NamedPart.
  template <class P, class B>
  NamedChildrenRule named(std::string name, std::string kind, std::vector<P> B::*member,
                          std::string help) {
    adopters_.push_back([name, member](T& object, const Block& block) {
      if (!block.children) return;
      for (const NamedComponent& one : block.children(name)) (object.*member).emplace_back(one);
    });
    return writer_.named(std::move(name), std::move(kind), std::move(help));
  }

  /// The parameters of that block, "gate.value", mean nothing without the other block.
  Schema& only_with(std::string group, std::string block) {
    writer_.only_with(std::move(group), std::move(block));
    return *this;
  }

  /// As many components of the same block as `count` says once the parameters are set.
  template <class I>
  ChildRule children(std::string name, std::string kind, std::vector<std::shared_ptr<I>> T::*member,
                     std::size_t (T::*count)() const, std::string help) {
    adopters_.push_back(
        [this, member, count, index = writer_.children()](T& object, const Block& block) {
          (object.*member).resize((object.*count)());
          for (auto& one : object.*member) one = made<I>(block, index);
        });
    return writer_.child(std::move(name), std::move(kind), std::move(help));
  }

  /// A piece that `Pieces::piece` computes: `s.piece("ddgan.posterior")`.
  Schema& piece(std::string name) {
    writer_.piece(std::move(name));
    return *this;
  }

  /// An array that a data reader needs, as its own tools say it: `s.reads("labels.npy", "[N]",
  /// ...)`.
  Schema& reads(std::string name, std::string shape, std::string help) {
    writer_.array(std::move(name), std::move(shape), std::move(help), false);
    return *this;
  }

  /// One that may be missing.
  Schema& may_read(std::string name, std::string shape, std::string help) {
    writer_.array(std::move(name), std::move(shape), std::move(help), true);
    return *this;
  }

  /// What else people should know of the files: "Rows and classes count from 0."
  Schema& remark(std::string sentence) {
    writer_.remark(std::move(sentence));
    return *this;
  }

  /// Of a loss that is never below 0, whatever it reads.
  Schema& non_negative() {
    writer_.non_negative();
    return *this;
  }

  /// The description as to_json() writes it. `validates`: parameters are checked together, too.
  std::string json(bool validates) const { return writer_.json(validates); }

  /// Sets every bound member: the block's value where it has one, the default elsewhere.
  void apply(T& object, const Block& block) const {
    const CheckedValues values = writer_.checked(block.params);
    for (const auto& set : setters_) set(object, values);
    for (const auto& adopt : adopters_) adopt(object, block);
  }

 private:
  template <class I>
  std::shared_ptr<I> made(const Block& block, std::size_t index) const {
    const std::shared_ptr<Component> component = writer_.child_of(block, index);
    auto offered = std::dynamic_pointer_cast<I>(component);
    if (component && !offered) writer_.refuse_child(index);
    return offered;
  }

  T defaults_{};
  DescriptionWriter writer_;
  std::vector<std::function<void(T&, const CheckedValues&)>> setters_;
  std::vector<std::function<void(T&, const Block&)>> adopters_;
};

}  // namespace zeroth
