#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/base/json.h"

namespace zeroth::host {

/// What a whole number may be at most where its rule says nothing else: it becomes a size, or how
/// often something is done, and more than that cannot be. Only who passes it is told.
constexpr double kLargestSize = 1e9;

/// One value that a block of a pipeline may hold: a plugin's parameter or one of the host's own.
struct ParameterRule {
  std::string name;
  std::string type;    ///< boolean, integer, number, string, integers, numbers, strings, lists of
                       ///< integers, object, object of strings, object of numbers
  Json default_value;  ///< null: the pipeline must say it
  std::string help;
  std::optional<double> at_least, at_most, above, below;
  std::vector<std::string> one_of;
  bool not_empty = false;
  std::string deprecated;
  std::vector<std::string> aliases;
};

/// A tensor that a loss reads, or that an expert or a recipe offers.
struct TensorRule {
  std::string name;
  std::vector<std::string> shape;
  std::string dtype;
};

/// A block inside a plugin's block.
struct ChildRule {
  std::string name;
  std::string kind;
  std::string help;
  bool optional = false;
  std::string default_use = "";  ///< plugin of the block where the pipeline names none
  bool passes_outputs = false;   ///< its outputs are the parent's too
};

/// What a plugin says of itself.
struct Description {
  std::string summary;
  std::vector<std::string> citations;
  std::vector<ParameterRule> parameters;
  std::vector<TensorRule> inputs;
  std::vector<TensorRule> outputs;
  std::vector<ChildRule> children;
  std::vector<std::string> pieces;  ///< what `zeroth check-cases` can call alone
  bool non_negative = false;        ///< a loss that is never below 0
};

/// Reads what the SDK wrote.
/// @throws Json::exception when it is not that.
Description parse_description(const Json& json);

/// A bound for people: 1000000, not 1e+06.
std::string bound_text(double bound);

/// "number, default 1.0, at least 0": what a parameter may be, for people.
std::string describe_rule(const ParameterRule& rule);

}  // namespace zeroth::host
