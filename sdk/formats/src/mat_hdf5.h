#pragma once

#include <zeroth/formats/hdf5_data_set.h>
#include <zeroth/formats/mat_source.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace zeroth::formats {

// What MATLAB's and Octave's ways of writing HDF5 have in common. Under a Hdf5Lock; all but the
// attributes throw MatDamage.

bool has_attribute(Hdf5Handle object, const char* name);
/// A short text that an object carries, such as MATLAB's class; empty without one.
std::string text_attribute(Hdf5Handle object, const char* name);
std::optional<std::int64_t> number_attribute(Hdf5Handle object, const char* name);

bool is_group(Hdf5Handle object);
/// What a link within the file leads to; closed where it leads elsewhere or nowhere.
Hdf5Id open_object(Hdf5Handle location, const std::string& name);
/// Of everything in a file or group.
std::vector<std::string> link_names(Hdf5Handle group);

Hdf5DataSet mat_data_set(Hdf5Handle location, const std::string& name);
StoredNumbers mat_numbers(const Hdf5DataSet& data);
/// What HDF5 calls text.
std::vector<std::string> mat_texts(const Hdf5DataSet& data);
/// The rows of a char matrix: characters as numbers, or texts.
std::vector<std::string> mat_char_rows(const Hdf5DataSet& data, const MatVariable& variable);

/// MATLAB's name of a class from the type of numbers.
std::string class_of(const Hdf5DataSet& data);
/// The size that MATLAB shows.
std::vector<std::int64_t> matlab_size(std::vector<std::int64_t> shape);

}  // namespace zeroth::formats
