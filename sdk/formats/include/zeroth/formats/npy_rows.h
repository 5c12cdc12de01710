#pragma once

#include <zeroth/blocks.h>
#include <zeroth/formats/npy.h>
#include <zeroth/matrix.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace zeroth::formats {

/// The rows of one matrix in a .npy file, or in several, one after the other.
class NpyRows {
 public:
  /// Opens them; of the numbers nothing is read.
  /// @param files  at least one.
  /// @param fix    what to do where one is not there.
  /// @throws Error(no_input or bad_data) that names the file.
  NpyRows(const std::vector<std::filesystem::path>& files, const std::string& fix);

  std::int64_t rows() const { return rows_; }
  std::int64_t columns() const { return columns_; }
  /// Without the numbers.
  Matrix outline() const { return {nullptr, rows_, columns_, nullptr}; }

  /// To be called once, by whoever links Zeroth::sdk. Rows of one file stay there; of several each
  /// is copied and left, a block at a time.
  Matrix read();

 private:
  void open(const std::filesystem::path& file);

  std::vector<NpyArray> files_;
  std::int64_t rows_ = 0, columns_ = 0;
};

// Here, as whoever reads files alone has neither threads nor room of a run.
inline Matrix NpyRows::read() {
  if (files_.size() == 1) return to_matrix(files_.front());
  if (columns_ == 0) return outline();  // any number of rows, and no number
  const std::shared_ptr<float> all = room_for_rows(rows_, columns_);
  std::int64_t first = 0;
  for (NpyArray& one : files_) {
    const NpyArray file = std::exchange(one, {});  // it leaves memory when its rows are copied
    const std::int64_t end = first + matrix_shape(file).first;
    in_blocks("rows of several files", PartOfWork{first, end, rows_}, block_of(columns_),
              [&](std::int64_t from, std::int64_t to) {
                copy_rows(file, from - first, to - first, all.get() + from * columns_);
              });
    first = end;
  }
  return {all.get(), rows_, columns_, all};
}

}  // namespace zeroth::formats
