#pragma once

#include <filesystem>

#include "host/data/matrix.h"

namespace zeroth::host {

/// The matrix of a Python pickle (protocol 2 to 4) that holds exactly one two-dimensional NumPy
/// array of float64 in C order, as attribute word vectors are distributed (METHODS card 14.5).
/// Nothing in the pickle is executed: its opcodes only say which numbers lie where.
/// @throws Failure(no_input) when there is no such file, Failure(bad_data) for anything else.
Matrix read_array_pickle(const std::filesystem::path& file);

}  // namespace zeroth::host
