#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace zeroth::host {

/// What two runs have otherwise.
struct SideRow {
  std::string what, first, second;
  std::string note;  ///< behind the row; may be empty
};

/// Rows in three columns below a title, "A" and "B"; where they have no room, a row is a paragraph
/// of three lines. Ends with a line end.
std::string side_table(const std::string& title, const std::vector<SideRow>& rows,
                       std::size_t columns);

}  // namespace zeroth::host
