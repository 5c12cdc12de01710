#pragma once

#include <zeroth/formats/mapped_file.h>

#include <string>

namespace zeroth::formats {

/// What a file is, going by how it begins.
enum class FileKind { mat4, mat5, hdf5, npy, pickle, zip, other };

FileKind kind_of(const MappedFile& file);

/// In words what a file of another kind seems to be, and how to make one of it that can be read:
/// "it is a web page: ..."; "it is none of the files that are read" where nobody knows.
std::string describe_other(const MappedFile& file);

}  // namespace zeroth::formats
