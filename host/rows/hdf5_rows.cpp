#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/formats/hdf5_file.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "host/base/problem.h"
#include "host/rows/row_kinds.h"

namespace zeroth::host {
namespace {

constexpr std::size_t kMostNamed = 20;

bool fits(const formats::Hdf5DataSet& data, std::int64_t columns) {
  return data.holds_numbers() && data.shape.size() == 2 && data.shape[1] == columns;
}

/// The data set that is asked for, or the only one that fits.
std::string name_of(const formats::Hdf5File& file, const RowRequest& request) {
  if (!request.variable.empty()) return request.variable;
  std::vector<std::string> fitting, others;
  for (const std::string& name : file.all_names()) {
    const formats::Hdf5DataSet data = file.open(name);
    if (fits(data, request.columns)) {
      fitting.push_back(name);
    } else if (others.size() < kMostNamed) {
      others.push_back(name + " " + data.kind());
    }
  }
  if (fitting.empty()) {
    refuse_length(request, others.empty() ? "it holds no data set"
                                          : fmt::format("it holds {}", fmt::join(others, ", ")));
  }
  if (fitting.size() > 1) refuse_several(request, "data set has rows", fitting);
  return fitting.front();
}

class Hdf5Rows final : public RowFile {
 public:
  Hdf5Rows(formats::Hdf5File file, const RowRequest& request)
      : file_(std::move(file)),
        data_(file_.open(name_of(file_, request), 2, "numbers [n, D]")),
        columns_(request.columns) {
    if (!fits(data_, columns_)) refuse_length(request, "that data set is " + data_.kind());
  }

  std::int64_t read(std::int64_t count, float* out) override {
    count = std::min(count, data_.shape[0] - next_);
    if (count > 0) read_some(count, out);
    next_ += count;
    return count;
  }
  std::optional<std::int64_t> rows() const override { return data_.shape[0]; }

 private:
  void read_some(std::int64_t count, float* out) {
    try {
      formats::read_rows(data_, next_, count, out);
    } catch (const formats::Hdf5Refusal& refusal) {
      throw Failure(Exit::bad_data,
                    {"the rows cannot be read", file_.path().string(), {refusal.why}, refusal.fix});
    }
  }

  formats::Hdf5File file_;
  formats::Hdf5DataSet data_;
  std::int64_t columns_, next_ = 0;
};

}  // namespace

std::unique_ptr<RowFile> open_hdf5_rows(const RowRequest& request) {
  return std::make_unique<Hdf5Rows>(formats::Hdf5File(request.file), request);
}

}  // namespace zeroth::host
