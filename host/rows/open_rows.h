#pragma once

#include <memory>

#include "host/rows/row_file.h"

namespace zeroth::host {

/// Opens a file by its content, not its name: .npy, CSV, HDF5, MATLAB's of any version.
/// @throws Failure(no_input) where there is none, Failure(bad_data) where it is none of these or
/// has no rows of that length.
std::unique_ptr<RowFile> open_rows(const RowRequest& request);

}  // namespace zeroth::host
