#pragma once

#include <cstdint>
#include <vector>

namespace zeroth::host {

/// Rows that both lists hold, ascending.
std::vector<std::int64_t> shared_rows(std::vector<std::int64_t> a, std::vector<std::int64_t> b);

}  // namespace zeroth::host
