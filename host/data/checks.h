#pragma once

#include <zeroth/data_set.h>

#include <string>
#include <vector>

namespace zeroth::host {

/// Sizes, labels and split rows: that everything a reader indexes by exists. Looks at no feature.
/// @throws Failure(bad_data) with all problems at once.
void check_references(const DataSet& data, const std::string& where);

/// Those, and that the splits share no row and classes are on one side of them: that another reader
/// may treat what one returned.
/// @throws Failure(bad_data) with all problems at once.
void check_splits(const DataSet& data, const std::string& where);

/// Everything that would make a run wrong or crash it, in the numbers of the files. Region features
/// are not looked at: there are too many of them.
/// @param where  the directory, file or block of the data set.
/// @return warnings: what a user should know although a run of it is right.
/// @throws Failure(bad_data) with all problems at once.
std::vector<std::string> check_data_set(const DataSet& data, const std::string& where);

}  // namespace zeroth::host
