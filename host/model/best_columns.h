#pragma once

#include <cstdint>
#include <vector>

namespace zeroth::host {

/// The columns of the largest of `count` scores, the largest first, as many as `best` holds; of
/// equal ones the first column, as an evaluation takes it.
void best_columns(const float* scores, std::int64_t count, std::vector<std::int64_t>& best);

}  // namespace zeroth::host
