#include "plugins/data/npy_features.h"

#include <fmt/format.h>
#include <zeroth/error.h>
#include <zeroth/formats/data_file.h>
#include <zeroth/formats/npy_shards.h>

#include <limits>
#include <memory>
#include <utility>

#include "plugins/data/row_blocks.h"

namespace zeroth {
namespace {

namespace fs = std::filesystem;
using namespace formats;

constexpr const char* kArray = "features";
constexpr const char* kOneFile = "features.npy";

/// @throws Error(bad_data) where both are there: one of them might be left over from yesterday.
std::vector<fs::path> files_in(const fs::path& folder) {
  const auto part = any_npy_shard(folder, kArray);
  if (!part) return {folder / kOneFile};
  std::error_code unreadable;
  if (!fs::exists(folder / kOneFile, unreadable)) return npy_shards(folder, kArray);
  throw Error(Fault::bad_data,
              {"there are features twice",
               folder.string(),
               {fmt::format("{} and {} both hold rows", kOneFile, part->filename().string())},
               "keep those that are meant, and move the others away"});
}

}  // namespace

bool NpyFeatures::are_in(const fs::path& folder) {
  std::error_code unreadable;
  return fs::exists(folder / kOneFile, unreadable) || any_npy_shard(folder, kArray);
}

NpyFeatures::NpyFeatures(const fs::path& folder) {
  for (const fs::path& file : files_in(folder)) open(file);
}

void NpyFeatures::open(const fs::path& file) {
  expect_data_file(file, "`zeroth inspect data.npy` says which files it reads");
  NpyArray array = read_npy(file);
  const auto [rows, columns] = matrix_shape(array);
  if (!files_.empty() && columns != columns_) {
    throw Error(Fault::bad_data,
                {"files of features have rows of different lengths",
                 file.string(),
                 {fmt::format("its rows have {} columns, those of {} have {}", columns,
                              files_.front().file.filename().string(), columns_)},
                 "give all rows the features of the same backbone"});
  }
  if (rows > std::numeric_limits<std::int64_t>::max() - rows_) {
    throw Error(Fault::bad_data, {"files of features claim more rows than can be counted",
                                  file.string(),
                                  {fmt::format("its array is [{}, {}]", rows, columns)},
                                  "write the file again"});
  }
  files_.push_back(std::move(array));
  columns_ = columns;
  rows_ += rows;
}

Matrix NpyFeatures::read() {
  if (files_.size() == 1) return to_matrix(files_.front());
  if (columns_ == 0) return outline();  // any number of rows, and no number
  const std::shared_ptr<float> all = room_for_rows(rows_, columns_);
  std::int64_t first = 0;
  for (NpyArray& file : files_) {
    const std::int64_t rows = matrix_shape(file).first;
    copy(std::exchange(file, {}), first, all.get());
    first += rows;
  }
  return {all.get(), rows_, columns_, all};
}

/// Into rows from `first` on. The file leaves memory when that is done.
void NpyFeatures::copy(NpyArray file, std::int64_t first, float* all) const {
  const PartOfWork part{first, first + matrix_shape(file).first, rows_};
  in_blocks("features of several files", part, block_of(columns_),
            [&](std::int64_t from, std::int64_t end) {
              copy_rows(file, from - first, end - first, all + from * columns_);
            });
}

}  // namespace zeroth
