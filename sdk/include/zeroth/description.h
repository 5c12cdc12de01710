#pragma once

#include <zeroth/api.h>
#include <zeroth/value.h>

#include <optional>
#include <string>
#include <vector>

namespace zeroth {

/// An output of an expert as a parameter p mixes it of two others: p first + (1 - p) second.
struct MixDescription {
  std::string output, first, second;
};

/// One parameter of a component: its name in the pipeline, its default and its bounds.
struct ParameterDescription {
  std::string name;
  std::string help;
  ValueType type = ValueType::boolean;
  std::optional<Value> default_value;                     ///< nothing: the pipeline must say it
  std::optional<double> at_least, at_most, above, below;  ///< of a list, every element
  std::vector<std::string> one_of;
  bool not_empty = false;
  bool any_size = false;          ///< a whole number that is no size, such as a seed
  bool per_unseen_class = false;  ///< that many rows are made at once for each unseen class
  bool is_path = false;    ///< of a file or folder: what is relative stands beside the pipeline
  std::string deprecated;  ///< what to use instead; empty: not deprecated
  std::vector<std::string> aliases;
  std::string example;  ///< what a pipeline could say, where there is no default
  /// Of numbers by name: the block that holds what the names name, and a tensor that those have to
  /// offer; where there are no names, all of the block.
  std::string names_of, names_offer;
  std::optional<MixDescription> mix;  ///< which output it decides, and how
  std::string needs_validation;       ///< the value that needs a protocol with validation data
};

/// A named tensor that a loss reads or an expert offers. The same symbol means the same size
/// everywhere in one loss.
struct TensorDescription {
  std::string name;
  std::vector<std::string> shape;  ///< {"N", "D"}
  std::string dtype;               ///< "float" or "int64"
};

/// A component that the host builds first and hands to its parent.
struct ChildDescription {
  std::string name;
  std::string kind;
  std::string help;
  bool optional = false;         ///< the pipeline may leave it out
  std::string default_use = "";  ///< plugin where the pipeline names none; empty: it must
  bool passes_outputs = false;   ///< its outputs are the parent's too, unless that has its own
};

/// A block that holds any number of components by name: what the pipeline calls "experts" or
/// "losses".
struct NamedChildrenDescription {
  std::string name;
  std::string kind;
  std::string help;
  std::vector<ParameterDescription> values;  ///< of each, beside its "use"
  bool passes_outputs = false;               ///< losses may read what they offer, as "name/tensor"
  bool reads_outputs = false;  ///< each reads tensors that the parent offers, by its "inputs"
};

/// A block of parameters that means nothing without another block.
struct GroupDescription {
  std::string name;
  std::string only_with;
};

/// An array that a data reader reads.
struct ArrayDescription {
  std::string name;   ///< of the file or of the variable in it
  std::string shape;  ///< as its own tools say it: "[N, D]"
  std::string help;
  bool optional = false;
};

/// All that `describe()` says.
struct Description {
  std::string summary;
  std::vector<std::string> citations;
  std::vector<ParameterDescription> parameters;
  std::vector<TensorDescription> inputs;
  std::vector<TensorDescription> outputs;
  std::vector<ChildDescription> children;
  std::vector<NamedChildrenDescription> named_children;
  std::vector<GroupDescription> groups;
  std::vector<std::string> pieces;       ///< names for `Pieces::piece`
  bool non_negative = false;             ///< a loss that is never below 0
  std::vector<ArrayDescription> arrays;  ///< what a data reader reads
  std::vector<std::string> remarks;      ///< how it counts, which numbers it takes
  bool validates = false;                ///< its parameters are checked together, by `validate()`
};

/// "lists of integers", "object of numbers".
ZEROTH_API const char* type_name(ValueType type);

/// A number for people: 1000000, not 1e+06 or 1000000.0.
ZEROTH_API std::string number_text(double number);

/// What a whole number may be at most where its parameter says nothing else: it becomes a size, or
/// how often something is done, and more than that cannot be.
constexpr double kLargestSize = 1e9;

/// The upper bound of a parameter: its own, or kLargestSize of a whole number that has none and
/// is a size.
ZEROTH_API std::optional<double> upper_bound(const ParameterDescription& parameter);

/// Something wrong with a value.
struct ValueProblem {
  std::string what;  ///< `"epochs" must be at least 1, not 0`
  std::string
      path;  ///< to the element of a list or of an object: "/2", "/critic"; empty: the value
};

/// Everything wrong with a value of the parameter's own type. A NaN fails every bound.
ZEROTH_API std::vector<ValueProblem> problems_of(const ParameterDescription& parameter,
                                                 const Value& value);

/// One line of JSON: what `zeroth inspect` shows and the pipeline checker reads.
ZEROTH_API std::string to_json(const Description& description);

/// Reads what to_json() wrote.
/// @throws Error when it is not that.
ZEROTH_API Description parse_description(const std::string& json);

/// The values of all parameters: those given, checked, and the defaults of the others.
/// @throws Error with everything that is wrong, one a line.
ZEROTH_API Values checked(const Description& description, const Values& given);

}  // namespace zeroth
