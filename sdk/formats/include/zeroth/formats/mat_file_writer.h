#pragma once

#include <zeroth/formats/atomic_file.h>
#include <zeroth/matrix.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace zeroth::formats {

/// Writes a MATLAB file of version 5, which MATLAB, Octave and SciPy read; it appears complete or
/// not at all. Own code, since libmatio only writes into the place of the file itself. Every writer
/// throws Error(io) when it cannot.
class MatFileWriter {
 public:
  /// @throws Error(cannot_create).
  explicit MatFileWriter(const std::filesystem::path& file);

  /// A matrix of single precision: rows of ours are its columns, as MATLAB lays them out.
  /// @throws Error(bad_data) for more than 2 GB, which a variable of this version cannot hold.
  void write_columns(const std::string& name, const Matrix& rows);
  /// A column of whole numbers in double precision, each with `base` added.
  void write(const std::string& name, const std::vector<std::int64_t>& integers, std::int64_t base);
  /// A column of cells, a text in each.
  void write(const std::string& name, const std::vector<std::string>& texts);

  void commit() { out_.commit(); }

 private:
  void begin(const std::string& name, unsigned kind, std::uint64_t rows, std::uint64_t columns,
             unsigned type, std::uint64_t bytes);

  std::filesystem::path file_;
  AtomicFile out_;
};

}  // namespace zeroth::formats
