#pragma once

#include <zeroth/data_set.h>

#include <cstdint>
#include <string>

#include "host/data/task.h"

namespace zeroth::host {

/// What a problem hands to training beside the rows of the seen classes (Xian et al., Zero-Shot
/// Learning - A Comprehensive Evaluation, TPAMI 2019, and f-VAEGAN-D2, CVPR 2019, for the words).
struct ProblemSetting {
  /// "inductive": nothing; "transductive": the test rows of unseen classes without labels;
  /// "few-shot": `shots` labelled rows of each unseen class, which are not tested.
  std::string name = "inductive";
  std::int64_t shots = 1;
  std::uint64_t seed = 0;  ///< of the choice of shots, and of the order of unlabelled rows
};

/// Fills `task.rows_beside` as the setting says.
/// @throws Failure(bad_data) where the unseen classes have too few test rows for it.
void apply_setting(const DataSet& data, const ProblemSetting& setting, Task& task);

}  // namespace zeroth::host
