#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/formats/npy.h>
#include <zeroth/formats/numpy_type.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "host/base/problem.h"
#include "host/rows/row_kinds.h"

namespace zeroth::host {
namespace {

/// @return how many rows.
std::int64_t checked_rows(const RowRequest& request, const std::vector<std::size_t>& shape) {
  const bool is_row = shape.size() == 1;
  const auto columns = shape.empty() ? 0 : static_cast<std::int64_t>(shape.back());
  if (shape.empty() || shape.size() > 2 || columns != request.columns) {
    refuse_length(request, fmt::format("its array is [{}]", fmt::join(shape, ", ")));
  }
  return is_row ? 1 : static_cast<std::int64_t>(shape.front());
}

/// A file, mapped: what was read may leave the memory again.
class NpyRows final : public RowFile {
 public:
  NpyRows(formats::NpyArray array, const RowRequest& request)
      : array_(std::move(array)),
        type_(*formats::numpy_type(array_.dtype)),
        columns_(request.columns),
        rows_(checked_rows(request, array_.shape)) {
    // Column after column: nothing can be read row by row, so all of it is turned around.
    if (array_.fortran_order && rows_ > 1) turned_ = formats::to_matrix(array_);
  }

  std::int64_t read(std::int64_t count, float* out) override {
    count = std::min(count, rows_ - next_);
    const auto numbers = static_cast<std::size_t>(count * columns_);
    if (turned_.rows() > 0) {
      std::copy_n(turned_.row(next_), numbers, out);
    } else {
      const std::size_t begin = static_cast<std::size_t>(next_ * columns_) * type_.width;
      formats::copy_as_floats({type_, array_.data + begin, numbers, array_.owner}, out);
    }
    next_ += count;
    return count;
  }
  std::optional<std::int64_t> rows() const override { return rows_; }

 private:
  formats::NpyArray array_;
  formats::NumberType type_;
  Matrix turned_;
  std::int64_t columns_, rows_, next_ = 0;
};

}  // namespace

std::unique_ptr<RowFile> open_npy_rows(const RowRequest& request, const formats::MappedFile& file) {
  return std::make_unique<NpyRows>(formats::read_npy(file, request.file), request);
}

}  // namespace zeroth::host
