#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/ranks/tried_phases.h"

namespace zeroth::host {

// Both stand between LibTorch's operators and those who call them, on this thread only; at most one
// of them lives at a time.

/// While it lives, random tensors that are longer on one process, as many times as there are ranks,
/// are this rank's rows of that one's: what is drawn is what one process draws, whoever asks and by
/// whatever generator, and the generators of all ranks stay alike. Other random tensors are the
/// same on every rank.
///
/// What one process draws was found out by trying. Where a tensor stands that did not come then,
/// it is a part if it has a row for each row of the rank's part of a batch.
class PartOfDraws {
 public:
  struct Share {
    std::int64_t rows = 0;  ///< that the rank has of a batch
    int rank = 0, ranks = 1;
  };
  /// @param alone  what one process draws here, one row of draws or the other; outlives it
  PartOfDraws(const Share& share, const std::vector<TriedPhases::Lengths>& alone);
  ~PartOfDraws();
  PartOfDraws(const PartOfDraws&) = delete;
  PartOfDraws& operator=(const PartOfDraws&) = delete;
};

/// While it lives, notes how long the random tensors are that this process draws, for `tried`.
class RecordOfDraws {
 public:
  RecordOfDraws(TriedPhases& tried, std::string place);
  ~RecordOfDraws();
  RecordOfDraws(const RecordOfDraws&) = delete;
  RecordOfDraws& operator=(const RecordOfDraws&) = delete;

 private:
  TriedPhases& tried_;
  std::string place_;
  TriedPhases::Lengths lengths_;
};

}  // namespace zeroth::host
