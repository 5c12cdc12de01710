#include "host/import/feature_rows.h"

#include <fmt/format.h>
#include <zeroth/formats/csv_text.h>
#include <zeroth/formats/data_file.h>
#include <zeroth/formats/hdf5_file.h>
#include <zeroth/formats/mapped_file.h>
#include <zeroth/formats/mat_file.h>
#include <zeroth/formats/npy_shards.h>
#include <zeroth/formats/region_file.h>

#include <string_view>
#include <utility>
#include <vector>

#include "host/base/lower_case.h"
#include "host/base/problem.h"
#include "host/rows/open_rows.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

/// Numbers in the first line of a text.
std::int64_t first_length(const fs::path& file) {
  const formats::MappedFile mapped = formats::map_file(file);
  const std::string_view text(mapped.data, mapped.size);
  const auto records = formats::csv_records(text.substr(0, text.find('\n')), file);
  if (!records.empty()) return static_cast<std::int64_t>(records.front().fields.size());
  throw Failure(Exit::bad_data, {"there are no rows",
                                 file.string(),
                                 {"its first line is empty"},
                                 "write a row of numbers in a line, commas between them"});
}

Matrix csv_matrix(const fs::path& file) {
  constexpr std::int64_t kAtOnce = 1024;
  const std::int64_t length = first_length(file);
  RowRequest request{file, "", length};
  request.reader = "the file begins with";
  request.fix = "give every line as many numbers, and no names";
  const auto rows = open_rows(request);
  std::vector<float> values;
  while (true) {
    const std::size_t old = values.size();
    values.resize(old + static_cast<std::size_t>(kAtOnce * length));
    const std::int64_t got = rows->read(kAtOnce, values.data() + old);
    values.resize(old + static_cast<std::size_t>(got * length));
    if (got == 0) break;
  }
  const auto count = static_cast<std::int64_t>(values.size()) / length;
  return Matrix(std::move(values), count, length);
}

constexpr const char *kRowsVariable = "features", *kRegionsVariable = "feature_map";
constexpr const char* kGiveAnother = "give the name of a file that is there";

std::string variable_of(const FeatureChoice& choice, const formats::Hdf5File& file) {
  if (!choice.variable.empty()) return choice.variable;
  return file.has(kRegionsVariable) && (choice.regions || !file.has(kRowsVariable))
             ? kRegionsVariable
             : kRowsVariable;
}

void read_hdf5(const fs::path& path, const FeatureChoice& choice, DataSet& data) {
  const formats::Hdf5File file(path);
  const std::string variable = variable_of(choice, file);
  if (variable == kRegionsVariable) {
    data.regions = formats::open_region_file(file);
    data.regions_file = path.string();
  } else {
    data.features = file.matrix(variable, "[N, D]");
  }
}

void expect_no_variable(const FeatureChoice& choice, const fs::path& file) {
  if (choice.variable.empty()) return;
  throw Failure(Exit::usage, {"--variable goes with .mat and .hdf5 files only",
                              file.string(),
                              {"such a file holds one array, without a name"},
                              "leave it out"});
}

}  // namespace

FeatureSource::FeatureSource(const fs::path& source, FeatureChoice choice)
    : choice_(std::move(choice)), files_{source} {
  formats::expect_data_file(source, kGiveAnother);
  kind_ = formats::kind_of(formats::map_file(source));
  if (kind_ != formats::FileKind::npy) return;
  expect_no_variable(choice_, source);
  files_ = formats::npy_set_of(source);
  rows_.emplace(files_, kGiveAnother);
}

std::optional<std::int64_t> FeatureSource::rows() const {
  return rows_ ? std::optional(rows_->rows()) : std::nullopt;
}

void FeatureSource::read(DataSet& data) {
  const fs::path& file = files_.front();
  const std::string variable = choice_.variable.empty() ? kRowsVariable : choice_.variable;
  const bool is_mat = lower_case(file.extension().string()) == ".mat";
  switch (kind_) {
    case formats::FileKind::npy:
      data.features = rows_->read();
      return;
    case formats::FileKind::mat4:
    case formats::FileKind::mat5:
      data.features = formats::MatFile(file).columns(variable);
      return;
    case formats::FileKind::hdf5:
      if (!is_mat) return read_hdf5(file, choice_, data);
      data.features = formats::MatFile(file).columns(variable);
      return;
    case formats::FileKind::zip:
    case formats::FileKind::pickle:
      throw Failure(Exit::bad_data, {"features are not read from such a file",
                                     file.string(),
                                     {"it is an archive or a pickle"},
                                     "save the array with numpy.save(\"features.npy\", array)"});
    default:
      expect_no_variable(choice_, file);
      data.features = csv_matrix(file);
  }
}

}  // namespace zeroth::host
