#pragma once

#include <zeroth/description.h>

#include <string>
#include <vector>

#include "host/base/json.h"

namespace zeroth::host {

// JSON Schema (draft 2020-12) of values, as the text of a pipeline file may hold them. In a file
// null takes away what was inherited, and a text that is only a variable may stand for anything.

/// Any JSON object, null or variable; `properties` and `$comment` are all that it may hold.
Json closed_object(Json properties);

/// One of these texts, null or variable. `help` holds as many texts, or none.
Json choice_schema(const std::vector<std::string>& values, const std::vector<std::string>& help);

/// One more choice: any text that a pattern describes.
Json pattern_choice(const std::string& pattern);

/// What check_value() accepts.
Json value_schema(const ParameterDescription& rule);

/// The properties for these rules, with their aliases.
Json value_properties(const std::vector<ParameterDescription>& rules);

/// What check_values() accepts: an object of these values and nothing else.
Json values_schema(const std::vector<ParameterDescription>& rules);

/// What check_values() demands where nothing is inherited; null when it demands nothing.
Json required_values(const std::vector<ParameterDescription>& rules);

/// `condition` on a property, which must be there and not be null.
Json present(const std::string& name, Json condition = Json::object());

/// {"if": the property has this value, "then": consequence}.
Json when(const std::string& property, const std::string& value, Json consequence);

}  // namespace zeroth::host
