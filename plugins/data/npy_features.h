#pragma once

#include <zeroth/formats/npy.h>
#include <zeroth/matrix.h>

#include <cstdint>
#include <filesystem>
#include <vector>

namespace zeroth {

/// The features of a folder of .npy files: those of features.npy, or of features-00000-of-00004.npy
/// and so on, one after the other.
class NpyFeatures {
 public:
  static bool are_in(const std::filesystem::path& folder);

  /// Opens them; of the numbers nothing is read.
  /// @throws Error(no_input or bad_data) that names the file.
  explicit NpyFeatures(const std::filesystem::path& folder);

  /// Without the numbers.
  Matrix outline() const { return {nullptr, rows_, columns_, nullptr}; }

  /// Those of one file stay there. Of several each is copied and left, a block at a time.
  Matrix read();

 private:
  void open(const std::filesystem::path& file);
  void copy(formats::NpyArray file, std::int64_t first, float* all) const;

  std::vector<formats::NpyArray> files_;
  std::int64_t rows_ = 0, columns_ = 0;
};

}  // namespace zeroth
