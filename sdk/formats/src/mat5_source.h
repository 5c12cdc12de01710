#pragma once

#include <zeroth/formats/mapped_file.h>
#include <zeroth/formats/mat_source.h>

#include <memory>

namespace zeroth::formats {

/// A MATLAB file of version 5 to 7 in either order of bytes. Opening looks at the beginning of each
/// variable; what is compressed is unpacked, and its checksum compared, when it is read.
///
/// Not libmatio's work, because it reads past its memory where sizes lie, loses its place in
/// objects, compares no checksums and leaks function handles: a file from outside has all of them.
///
/// @throws MatDamage when the file is cut short, or the beginning of a variable is damaged.
std::unique_ptr<MatSource> open_mat5(const MappedFile& file);

}  // namespace zeroth::formats
