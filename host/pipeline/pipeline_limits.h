#pragma once

#include <cstddef>

namespace zeroth::host {

// What a pipeline may cost: far more than any needs, far less than what takes a second.

/// Files that are read, each counted as often as an `extends` names it.
constexpr std::size_t kMostFiles = 100;
/// Values (objects, lists and what is in them) of all these files, of --set and of variables.
constexpr std::size_t kMostValues = 10'000;
/// Bytes that variables bring.
constexpr std::size_t kLargestExpansion = 16u << 20;

}  // namespace zeroth::host
