#pragma once

#include <zeroth/long_work.h>

#include <algorithm>
#include <cstdint>

/// How many of what has `numbers` each make a block: a fraction of a second of work.
inline std::int64_t block_of(std::int64_t numbers) {
  constexpr std::int64_t kNumbers = 1 << 22;
  return std::max<std::int64_t>(1, kNumbers / std::max<std::int64_t>(1, numbers));
}

/// `piece(first, end)` of blocks of `count`, `block` at a time, on the threads of the run; between
/// them a request to stop is answered.
template <class Piece>
void in_blocks(const char* work, std::int64_t count, std::int64_t block, Piece&& piece) {
  for (std::int64_t first = 0; first < count; first += block) {
    zeroth::say_progress(work, first, count);
    zeroth::in_parallel(
        std::min(block, count - first), 1,
        [&](std::int64_t from, std::int64_t end) { piece(first + from, first + end); });
  }
}
