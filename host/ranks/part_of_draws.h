#pragma once

#include <cstdint>

namespace zeroth::host {

/// While it lives, random tensors with a row for each row of a rank's part of a batch are this
/// rank's rows of those of the whole batch: what is drawn is what one process draws, whoever asks
/// and by whatever generator, and the generators of all ranks stay alike. Other random tensors are
/// the same on every rank.
///
/// It stands between LibTorch's operators and those who call them, on this thread only.
class PartOfDraws {
 public:
  /// @param rows  of the part; the whole batch has `ranks` times as many, `rank`'s in its place.
  PartOfDraws(std::int64_t rows, int rank, int ranks);
  ~PartOfDraws();
  PartOfDraws(const PartOfDraws&) = delete;
  PartOfDraws& operator=(const PartOfDraws&) = delete;
};

}  // namespace zeroth::host
