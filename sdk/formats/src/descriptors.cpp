#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/error.h>
#include <zeroth/formats/data_file.h>
#include <zeroth/formats/descriptors.h>
#include <zeroth/formats/mat_file.h>
#include <zeroth/formats/npy.h>
#include <zeroth/nearest.h>

#include <algorithm>
#include <map>
#include <utility>

namespace zeroth::formats {
namespace {

namespace fs = std::filesystem;

using Names = std::vector<std::string>;

/// Of each class of the data set, the row of its descriptor.
std::vector<std::int64_t> rows_by_name(const Names& wanted, const Names& found) {
  std::map<std::string, std::int64_t> row_of;
  for (std::size_t i = 0; i < found.size(); ++i) {
    row_of.emplace(found[i], static_cast<std::int64_t>(i));
  }
  std::vector<std::int64_t> rows;
  for (const std::string& name : wanted) {
    const auto at = row_of.find(name);
    rows.push_back(at == row_of.end() ? -1 : at->second);
  }
  return rows;
}

Matrix chosen_rows(const Matrix& matrix, const std::vector<std::int64_t>& rows) {
  std::vector<float> values;
  values.reserve(rows.size() * static_cast<std::size_t>(matrix.columns()));
  for (const auto row : rows) {
    values.insert(values.end(), matrix.row(row), matrix.row(row) + matrix.columns());
  }
  return Matrix(std::move(values), static_cast<std::int64_t>(rows.size()), matrix.columns());
}

void order_by_name(Descriptors& descriptors, const fs::path& file, DataSet& data) {
  const Names& wanted = data.class_names;
  const auto rows = rows_by_name(wanted, descriptors.class_names);
  const auto missing = std::count(rows.begin(), rows.end(), -1);
  if (missing == static_cast<std::ptrdiff_t>(rows.size())) {
    return data.warnings.push_back(fmt::format(
        "{} names classes otherwise than the data set, \"{}\" for \"{}\": its lines are "
        "taken in the order of the classes",
        file.string(), descriptors.class_names.front(), wanted.front()));
  }
  if (missing > 0) {
    const auto at = std::find(rows.begin(), rows.end(), -1) - rows.begin();
    throw Error(Fault::bad_data, {"descriptors are missing",
                                  file.string(),
                                  {fmt::format("it names {} of the {} classes, but not \"{}\"",
                                               static_cast<std::ptrdiff_t>(rows.size()) - missing,
                                               rows.size(), wanted[static_cast<std::size_t>(at)])},
                                  "name every class as the data set does, or none"});
  }
  descriptors.values = chosen_rows(descriptors.values, rows);
}

}  // namespace

Descriptors mat_descriptors(const MatFile& file, const std::string& variable) {
  if (file.has(variable)) return {file.columns(variable), {}};
  const Names all = file.names();
  throw Error(Fault::bad_data, {fmt::format("the variable \"{}\" is missing{}", variable,
                                            did_you_mean(nearest(variable, all))),
                                file.path().string(),
                                {fmt::format("the file has: {}", fmt::join(all, ", "))},
                                "name the descriptors in data.params.attributes"});
}

Descriptors read_descriptors(const fs::path& file, const std::string& variable) {
  const fs::path kind = file.extension();
  if (kind == ".mat") return mat_descriptors(MatFile(file), variable);
  if (kind == ".npy") return {to_matrix(read_npy(file)), {}};
  if (kind == ".csv") return read_csv_descriptors(file);
  expect_data_file(file);
  throw Error(Fault::bad_data, {"cannot read descriptors from such a file",
                                file.string(),
                                {"its name ends in neither .mat, .npy nor .csv"},
                                "give another data.params.attributes_file"});
}

fs::path descriptor_file(const std::string& name, const fs::path& folder) {
  return name.empty() ? fs::path() : folder / name;
}

void set_descriptors(Descriptors descriptors, const fs::path& file, DataSet& data) {
  if (data.class_names.empty()) {
    data.class_names = std::move(descriptors.class_names);
  } else if (!descriptors.class_names.empty()) {
    order_by_name(descriptors, file, data);
  }
  data.attributes = std::move(descriptors.values);
}

}  // namespace zeroth::formats
