#pragma once

#include <optional>
#include <string>

#include "host/study/slot.h"

namespace zeroth::host {

/// The figure by which a finished run may be compared with others before the study is over.
struct ChoosingFigure {
  std::string name;  ///< "H", else "T1" or "S": the first that it has
  double value = 0;  ///< percent
  std::string rows;  ///< "validation rows", or "test rows" where its protocol chooses on these
  std::string kind;  ///< data, protocol and setting: those of another kind are not compared
};

/// @return nothing where the run is not finished, or its protocol has no rows to choose on: a best
/// one by its test figures would be a choice on the test set.
std::optional<ChoosingFigure> choosing_figure_of(const Slot& slot);

}  // namespace zeroth::host
