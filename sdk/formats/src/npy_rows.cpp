#include <fmt/format.h>
#include <zeroth/error.h>
#include <zeroth/formats/data_file.h>
#include <zeroth/formats/npy_rows.h>

#include <limits>

namespace zeroth::formats {

NpyRows::NpyRows(const std::vector<std::filesystem::path>& files, const std::string& fix) {
  for (const std::filesystem::path& file : files) {
    expect_data_file(file, fix);
    open(file);
  }
}

void NpyRows::open(const std::filesystem::path& file) {
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

}  // namespace zeroth::formats
