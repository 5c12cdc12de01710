#pragma once

#include <zeroth/formats/mapped_file.h>

#include <cstdio>
#include <memory>
#include <string>

#include "host/rows/row_file.h"

namespace zeroth::host {

// Each opens a file of one kind; `open_rows` chooses.
std::unique_ptr<RowFile> open_npy_rows(const RowRequest& request, const formats::MappedFile& file);
std::unique_ptr<RowFile> open_npz_rows(const RowRequest& request);
std::unique_ptr<RowFile> open_hdf5_rows(const RowRequest& request);
std::unique_ptr<RowFile> open_mat_rows(const RowRequest& request);

/// `begin`: bytes of the stream that were read already. The stream is closed at the end, unless it
/// is standard input.
std::unique_ptr<RowFile> open_csv_rows(const RowRequest& request, std::FILE* stream,
                                       std::string begin);

}  // namespace zeroth::host
