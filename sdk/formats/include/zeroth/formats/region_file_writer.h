#pragma once

#include <zeroth/formats/hdf5_file.h>
#include <zeroth/formats/region_file.h>
#include <zeroth/matrix.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace zeroth::formats {

struct RegionShape {
  std::int64_t images = 0, channels = 0, height = 0, width = 0;  ///< N, M, H, W
};

/// Where the region file `target` lies until it is complete.
std::filesystem::path partial_of(const std::filesystem::path& target);

/// Writes a region file beside its place, image by image, and moves it there
/// when it is complete. Every writer throws Error(io) when it cannot, as when the disk is full.
class RegionFileWriter {
 public:
  enum class Start { anew, resume };

  /// What is written lies in `partial_of(target)` until `commit`. `resume` goes on with what an
  /// earlier writer left there; nothing there is a start anew.
  /// @throws Error(cannot_create) when the file cannot be made, Error(bad_data) when what is
  /// there is damaged or has another shape.
  RegionFileWriter(std::filesystem::path target, const RegionShape& shape, bool gzip,
                   Start start = Start::anew);

  /// Removes an unfinished file with which nobody could go on.
  ~RegionFileWriter();
  RegionFileWriter(const RegionFileWriter&) = delete;
  RegionFileWriter& operator=(const RegionFileWriter&) = delete;

  /// Images [first, first + count), in any order.
  void write_images(std::int64_t first, std::int64_t count, const float* values);
  void write_block(const RegionBlock& block, const float* values);
  /// Every data set of another file but its feature map.
  void copy_others(const Hdf5File& file);
  /// A matrix as float64, as the public files have it.
  void write(const std::string& name, const Matrix& matrix);
  void write(const std::string& name, const std::vector<std::int64_t>& integers);
  void write(const std::string& name, const std::vector<std::string>& texts);
  /// Any array of bytes.
  void write(const std::string& name, const std::vector<std::uint8_t>& bytes,
             const std::vector<std::int64_t>& shape);

  /// Puts what was written so far on the disk and notes how many images, from the first on, are
  /// complete.
  void note_done(std::int64_t images);
  /// What the note of an earlier writer says; 0 without one.
  std::int64_t done() const { return done_; }

  /// Closes the file and moves it to its place.
  void commit();

 private:
  void create(bool gzip);
  void reopen();
  void write_data(const std::string& name, Hdf5Handle type, Hdf5Handle memory_type,
                  const std::vector<std::int64_t>& shape, const void* values);
  void check(std::int64_t status) const;
  [[noreturn]] void fail() const;

  std::filesystem::path target_, partial_;
  RegionShape shape_;
  std::int64_t done_ = 0;
  Hdf5Id file_, images_;
};

}  // namespace zeroth::formats
