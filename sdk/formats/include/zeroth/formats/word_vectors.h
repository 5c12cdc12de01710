#pragma once

#include <zeroth/matrix.h>

#include <filesystem>

namespace zeroth::formats {

/// Word vectors [K,G] of attributes: a .npy file, or a pickle (see array_pickle.h); which of the
/// two is told by its first bytes.
/// @throws Error(no_input or bad_data).
Matrix read_word_vectors(const std::filesystem::path& file);

}  // namespace zeroth::formats
