#pragma once

#include "host/base/json.h"
#include "host/engine/composer.h"
#include "host/ranks/rank_group.h"

namespace zeroth::host {

/// While it lives, all ranks make the rows that a generator of the run makes in several blocks
/// (make_rows() of the SDK), in turn, and those of the others come to the first rank, whose it is:
/// they wait for its orders meanwhile. At most one lives.
class SharedRows {
 public:
  /// `ranks` may be null: nobody shares. `made` are the components of this rank; both outlive it.
  SharedRows(RankGroup* ranks, const MadeComponents& made);
  ~SharedRows();
  SharedRows(const SharedRows&) = delete;
  SharedRows& operator=(const SharedRows&) = delete;
};

/// The part of another rank in an order of `rows`; `made` are its components.
void make_rows_of_order(RankGroup& ranks, const MadeComponents& made, const Json& order);

}  // namespace zeroth::host
