#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace zeroth {

/// Groups of whole numbers: [[0, 2, 5], [1, 3]].
using IntegerLists = std::vector<std::vector<std::int64_t>>;
using StringsByName = std::map<std::string, std::string>;
using NumbersByName = std::map<std::string, double>;

/// One parameter's value, as it comes from a pipeline. Its index is its ValueType.
using Value = std::variant<bool, std::int64_t, double, std::string, std::vector<std::int64_t>,
                           std::vector<double>, std::vector<std::string>, IntegerLists,
                           StringsByName, NumbersByName>;

/// What a parameter may hold.
enum class ValueType {
  boolean,
  integer,
  number,
  string,
  integers,
  numbers,
  strings,
  integer_lists,
  strings_by_name,
  numbers_by_name
};

inline ValueType type_of(const Value& value) { return static_cast<ValueType>(value.index()); }

/// Parameters by name.
using Values = std::map<std::string, Value>;

}  // namespace zeroth
