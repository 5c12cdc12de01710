#pragma once

#include <zeroth/long_work.h>

#include <algorithm>
#include <cstdint>

namespace zeroth {

// Long work in blocks, between which progress is told and a request to stop is answered.
// [since SDK 1.1]

/// How many of what has `numbers` each make a block: a fraction of a second of work.
inline std::int64_t block_of(std::int64_t numbers) {
  constexpr std::int64_t kNumbers = 1 << 22;
  return std::max<std::int64_t>(1, kNumbers / std::max<std::int64_t>(1, numbers));
}

/// A part of a work that has `total` in all.
struct PartOfWork {
  std::int64_t first, end, total;
};

/// `piece(first, end)` of blocks of it, `block` (at least 1) at a time, on the threads of the run.
template <class Piece>
void in_blocks(const char* work, const PartOfWork& part, std::int64_t block, Piece&& piece) {
  for (std::int64_t first = part.first; first < part.end; first += block) {
    say_progress(work, first, part.total);
    in_parallel(std::min(block, part.end - first), 1,
                [&](std::int64_t from, std::int64_t end) { piece(first + from, first + end); });
  }
}

/// Of all of it.
template <class Piece>
void in_blocks(const char* work, std::int64_t count, std::int64_t block, Piece&& piece) {
  in_blocks(work, PartOfWork{0, count, count}, block, piece);
}

}  // namespace zeroth
