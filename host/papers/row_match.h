#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "host/base/json.h"
#include "host/statistics/summary.h"

namespace zeroth::host {

/// Finished runs that differ in nothing but their seed, as a table of a paper sees them.
struct PaperRuns {
  Json pipeline;          ///< resolved, of any of them
  std::string protocol;   ///< "final-epoch"
  std::string setting;    ///< of the problem: "inductive"
  std::string data_hash;  ///< of the data that they had
  std::size_t seen = 0;   ///< classes of their test rows
  std::size_t unseen = 0;
  std::vector<std::string> runs;                         ///< names of their directories
  std::vector<std::pair<std::string, Summary>> figures;  ///< in percent: "U", ...
};

/// What runs have otherwise than the pipeline of a row, a text each ("train.epochs 5, there 56");
/// empty: they are runs of that row. The seed, the protocol, which a table tells beside figures,
/// and where data lie do not count; that they are the data which the row is about shows in their
/// classes.
/// @param classes  seen and unseen ones of the row's data; {0, 0}: unknown
std::vector<std::string> changes_from_row(const Json& row, const PaperRuns& runs,
                                          std::pair<std::size_t, std::size_t> classes);

}  // namespace zeroth::host
