#pragma once

#include <zeroth/api.h>
#include <zeroth/value.h>

#include <optional>
#include <string>
#include <vector>

namespace zeroth {

/// One parameter of a component: its name in the pipeline, its default and its bounds.
struct ParameterDescription {
  std::string name;
  std::string help;
  Value default_value;
  std::optional<double> at_least, at_most, above, below;
  std::vector<std::string> one_of;
  bool not_empty = false;
  std::string deprecated;  ///< what to use instead; empty: not deprecated
  std::vector<std::string> aliases;
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

/// All that `describe()` says.
struct Description {
  std::string summary;
  std::vector<std::string> citations;
  std::vector<ParameterDescription> parameters;
  std::vector<TensorDescription> inputs;
  std::vector<TensorDescription> outputs;
  std::vector<ChildDescription> children;
  std::vector<std::string> pieces;  ///< names for `Pieces::piece`
  bool non_negative = false;        ///< a loss that is never below 0
};

/// One line of JSON: what `zeroth inspect` shows and the pipeline checker reads.
ZEROTH_API std::string to_json(const Description& description);

/// The values of all parameters: those given, checked, and the defaults of the others.
/// @throws Error with everything that is wrong, one a line.
ZEROTH_API Values checked(const Description& description, const Values& given);

}  // namespace zeroth
