#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace zeroth {

/// Groups of whole numbers: [[0, 2, 5], [1, 3]].
using IntegerLists = std::vector<std::vector<std::int64_t>>;

/// One parameter's value, as it comes from a pipeline.
using Value = std::variant<bool, std::int64_t, double, std::string, std::vector<std::int64_t>,
                           std::vector<double>, std::vector<std::string>, IntegerLists>;

/// Parameters by name.
using Values = std::map<std::string, Value>;

}  // namespace zeroth
