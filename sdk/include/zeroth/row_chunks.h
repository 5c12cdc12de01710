#pragma once

#include <ATen/core/Tensor.h>
#include <zeroth/empty_rows.h>

#include <algorithm>
#include <cstdint>

namespace zeroth {

/// map(first, count) [count,C] for consecutive stretches of at most `chunk` rows, below each other
/// in one matrix [rows,C] of empty_rows(); undefined where there are no rows.
template <class Map>
at::Tensor in_chunks(std::int64_t rows, std::int64_t chunk, Map&& map) {
  at::Tensor all;
  for (std::int64_t first = 0; first < rows; first += chunk) {
    const auto count = std::min(chunk, rows - first);
    const at::Tensor part = map(first, count);
    if (!all.defined()) all = empty_rows(rows, part.size(1), part.options());
    all.narrow(0, first, count).copy_(part);
  }
  return all;
}

}  // namespace zeroth
