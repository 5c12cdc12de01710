#pragma once

#include <cstddef>
#include <vector>

namespace reference {

/// Numbers by row and column: all that the slow twins know of tensors.
using Table = std::vector<std::vector<double>>;
using Labels = std::vector<long>;

}  // namespace reference
