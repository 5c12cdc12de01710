#pragma once

#include <zeroth/formats/mapped_file.h>
#include <zeroth/formats/mat_source.h>

#include <memory>

namespace zeroth::formats {

/// Whether a file begins as one of version 4 does: with five whole numbers that fit each other.
bool begins_as_mat4(const MappedFile& file);

/// A MATLAB file of version 4 ("Level 4" in "MAT-File Format", MathWorks), in either order of
/// bytes.
/// @throws MatDamage when the file is cut short or damaged.
std::unique_ptr<MatSource> open_mat4(const MappedFile& file);

}  // namespace zeroth::formats
