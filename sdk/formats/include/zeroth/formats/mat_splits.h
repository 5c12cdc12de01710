#pragma once

#include <zeroth/data_set.h>
#include <zeroth/formats/mat_file.h>

#include <string>

namespace zeroth::formats {

/// The splits of a MATLAB file as the public proposed ones are distributed, rows from 0. Test
/// splits may be missing: they are then empty.
/// @throws Error(bad_data) when there is no `trainval_loc`, saying what there is.
Splits read_mat_splits(const MatFile& file);

/// How such files speak, with descriptors of that name.
FileTerms mat_terms(const std::string& attributes);

}  // namespace zeroth::formats
