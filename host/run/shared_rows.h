#pragma once

#include "host/base/json.h"
#include "host/engine/composer.h"
#include "host/ranks/rank_group.h"

namespace zeroth::host {

/// While it lives, rows that a generator of the run makes in several blocks (make_rows() of the
/// SDK) are made by all ranks in turn. They come to the first rank, which has this; the others wait
/// for its orders meanwhile. At most one lives.
class SharedRows {
 public:
  /// `ranks` may be null: nobody shares. `made` are the components of this rank; both outlive it.
  SharedRows(RankGroup* ranks, const MadeComponents& made);
  ~SharedRows();
  SharedRows(const SharedRows&) = delete;
  SharedRows& operator=(const SharedRows&) = delete;

  /// @throws Failure(run_failed) where rows were begun and given up: other ranks still send theirs.
  void expect_finished() const;
};

/// The part of another rank in an order of `rows`; `made` are its components.
/// @throws Failure(run_failed), on all, where the generator is not the same to the bit.
void make_rows_of_order(RankGroup& ranks, const MadeComponents& made, const Json& order);

}  // namespace zeroth::host
