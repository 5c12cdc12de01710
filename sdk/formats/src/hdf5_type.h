#pragma once

#include <zeroth/formats/hdf5_handle.h>
#include <zeroth/formats/stored_numbers.h>

#include <optional>
#include <string>

namespace zeroth::formats {

/// "float32", "int64", "bool", "text", ... of an HDF5 type.
std::string hdf5_type_name(Hdf5Handle type);

/// How such numbers lie in the file; nothing for texts, compounds and numbers of odd formats.
std::optional<NumberType> hdf5_number_type(Hdf5Handle type);

/// Whether HDF5 can make numbers of it.
bool is_hdf5_number(Hdf5Handle type);

}  // namespace zeroth::formats
