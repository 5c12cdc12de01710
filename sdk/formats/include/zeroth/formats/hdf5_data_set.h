#pragma once

#include <zeroth/formats/hdf5_handle.h>
#include <zeroth/formats/stored_numbers.h>

#include <cstdint>
#include <string>
#include <vector>

namespace zeroth::formats {

/// Bytes; HDF5 unpacks a chunk as a whole, and beyond this memory would no longer be bounded.
constexpr std::int64_t kLargestChunk = std::int64_t{512} << 20;

/// Why a data set is not read; whoever asked for it knows its file and name.
struct Hdf5Refusal {
  std::string why;
  std::string fix;  ///< may be empty
};

/// A data set that is open and lies within its file.
struct Hdf5DataSet {
  Hdf5Id id;
  std::string type;  ///< "float32", "int64", "uint16", "bool", "text", ...
  std::vector<std::int64_t> shape;

  bool holds_numbers() const;
  std::string kind() const;  ///< "float32 [3, 4]"
};

/// How links are followed: never into another file, whether an external link is named or a soft one
/// leads through it. For every function of HDF5 that takes a name.
class WithinFile {
 public:
  WithinFile();
  WithinFile(const WithinFile&) = delete;
  /// Of the class for data sets, which serves for links too.
  Hdf5Handle access() const { return access_.get(); }
  /// The file that a link led to; empty when none did.
  const std::string& other_file() const { return other_file_; }

 private:
  Hdf5Id access_;
  std::string other_file_;
};

/// The data set `name` of a file or group.
/// @throws Hdf5Refusal where it cannot be opened or its numbers lie in another file: behind a link,
/// in external raw storage, or as a virtual data set.
Hdf5DataSet open_data_set(Hdf5Handle location, const std::string& name);

/// The same of what a reference led to.
Hdf5DataSet describe_data_set(Hdf5Id id);

/// All numbers, row after row. Nothing is allocated before they can be in the file.
/// @throws Hdf5Refusal when they cannot, when they are too many, or when reading fails.
StoredNumbers read_numbers(const Hdf5DataSet& data);

/// Rows `first` to `first + count - 1` of a matrix [n,D] of any type, each number rounded to
/// float32.
/// @throws Hdf5Refusal when reading fails.
void read_rows(const Hdf5DataSet& data, std::int64_t first, std::int64_t count, float* out);

/// All texts, of fixed or varying length, without the zeros and spaces that fill them.
/// @throws Hdf5Refusal likewise.
std::vector<std::string> read_texts(const Hdf5DataSet& data);

/// All references to other objects of the file, as HDF5 knows them.
/// @throws Hdf5Refusal likewise.
std::vector<std::uint64_t> read_references(const Hdf5DataSet& data);

/// Bytes of a chunk when it is unpacked; 0 where there are none.
std::int64_t chunk_bytes(const Hdf5DataSet& data);

}  // namespace zeroth::formats
