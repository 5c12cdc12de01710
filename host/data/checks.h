#pragma once

#include <string>

#include "host/data/data_set.h"

namespace zeroth::host {

/// Sizes, labels and split rows: that everything a reader indexes by exists. Looks at no feature.
/// @throws Failure(bad_data) with all problems at once.
void check_references(const DataSet& data, const std::string& where);

/// Everything that would make a run wrong or crash it. Region features are not looked at: there are
/// too many of them.
/// @throws Failure(bad_data) with all problems at once; `where` is the directory or the block.
void check_data_set(const DataSet& data, const std::string& where);

}  // namespace zeroth::host
