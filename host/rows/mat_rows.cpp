#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/formats/mat_file.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "host/base/problem.h"
#include "host/rows/row_kinds.h"

namespace zeroth::host {
namespace {

/// MATLAB's files of features, and the published ones, have a column for each image.
bool has_columns(const formats::MatVariable& one, std::int64_t length) {
  return one.holds_numbers() && one.rows() == length;
}

std::string mat_name_of(const formats::MatFile& file, const RowRequest& request) {
  if (!request.variable.empty()) return request.variable;
  std::vector<std::string> fitting, others;
  for (const formats::MatVariable& one : file.variables()) {
    if (has_columns(one, request.columns)) fitting.push_back(one.name);
    others.push_back(fmt::format("{} [{}]", one.name, fmt::join(one.size, ", ")));
  }
  if (fitting.empty()) {
    refuse_length(request, fmt::format("it holds {}; an image is a column [D, n] there",
                                       fmt::join(others, ", ")));
  }
  if (fitting.size() > 1) refuse_several(request, "variable has columns", fitting);
  return fitting.front();
}

class MatRows final : public RowFile {
 public:
  MatRows(Matrix matrix, const RowRequest& request) : matrix_(std::move(matrix)) {
    if (matrix_.columns() == request.columns) return;
    refuse_length(request, fmt::format("the columns of that variable have {}", matrix_.columns()));
  }
  std::int64_t read(std::int64_t count, float* out) override {
    count = std::min(count, matrix_.rows() - next_);
    std::copy_n(matrix_.row(next_), count * matrix_.columns(), out);
    next_ += count;
    return count;
  }
  std::optional<std::int64_t> rows() const override { return matrix_.rows(); }

 private:
  Matrix matrix_;
  std::int64_t next_ = 0;
};

}  // namespace

std::unique_ptr<RowFile> open_mat_rows(const RowRequest& request) {
  const formats::MatFile file(request.file);
  return std::make_unique<MatRows>(file.columns(mat_name_of(file, request)), request);
}

}  // namespace zeroth::host
