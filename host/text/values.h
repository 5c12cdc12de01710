#pragma once

#include <zeroth/description.h>

#include <optional>
#include <string>

#include "host/base/json.h"

namespace zeroth::host {

Json to_json(const Value& value);

/// The value in a type; nothing where it is of another one. A whole number may stand for a number,
/// a number never for a whole one, even if it is.
std::optional<Value> to_value(const Json& json, ValueType type);

/// Null where the pipeline must say it.
Json default_of(const ParameterDescription& parameter);

/// The default; of a parameter that has none, the example that describe() gives, or null.
Json example_of(const ParameterDescription& parameter);

/// "number, default 1.0, at least 0": what a parameter may be, for people.
std::string describe_rule(const ParameterDescription& rule);

}  // namespace zeroth::host
