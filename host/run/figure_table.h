#pragma once

#include <string>
#include <vector>

#include "host/base/json.h"

namespace zeroth::host {

/// Figures in percent and whose they are.
struct FigureRow {
  std::string label;
  Json figures;  ///< "U", "S", "H", "T1", "AUSUC"; those that are not there stay empty
};

/// A table of U, S, H, T1 and AUSUC for people; sentences where there is no room for its columns.
std::string figure_table(const std::vector<FigureRow>& rows, std::size_t columns);

}  // namespace zeroth::host
