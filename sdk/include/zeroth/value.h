#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace zeroth {

/// One parameter's value, as it comes from a pipeline.
using Value = std::variant<bool, std::int64_t, double, std::string, std::vector<std::int64_t>,
                           std::vector<double>, std::vector<std::string>>;

/// Parameters by name.
using Values = std::map<std::string, Value>;

}  // namespace zeroth
