#include "host/data/mat_file.h"

#include <H5Epublic.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <matio.h>

#include <cmath>
#include <utility>

#include "host/base/nearest.h"
#include "host/base/problem.h"
#include "host/data/data_file.h"
#include "host/data/mapped_file.h"
#include "host/data/mat_structure.h"
#include "host/data/mat_text.h"

namespace zeroth::host {
namespace {

/// Calls `use` with the values as a pointer to their own type; false for any other type.
template <class Use>
bool with_values(const matvar_t& variable, Use&& use) {
  const void* data = variable.data;
  switch (variable.data_type) {
    case MAT_T_DOUBLE:
      return use(static_cast<const double*>(data)), true;
    case MAT_T_SINGLE:
      return use(static_cast<const float*>(data)), true;
    case MAT_T_INT64:
      return use(static_cast<const std::int64_t*>(data)), true;
    case MAT_T_UINT64:
      return use(static_cast<const std::uint64_t*>(data)), true;
    case MAT_T_INT32:
      return use(static_cast<const std::int32_t*>(data)), true;
    case MAT_T_UINT32:
      return use(static_cast<const std::uint32_t*>(data)), true;
    case MAT_T_INT16:
      return use(static_cast<const std::int16_t*>(data)), true;
    case MAT_T_UINT16:
      return use(static_cast<const std::uint16_t*>(data)), true;
    case MAT_T_INT8:
      return use(static_cast<const std::int8_t*>(data)), true;
    case MAT_T_UINT8:
      return use(static_cast<const std::uint8_t*>(data)), true;
    default:
      return false;
  }
}

std::size_t count_of(const matvar_t& variable) { return variable.dims[0] * variable.dims[1]; }

bool is_real_matrix(const matvar_t& variable) {
  return variable.rank == 2 && !variable.isComplex && variable.class_type >= MAT_C_DOUBLE &&
         variable.class_type <= MAT_C_UINT64;
}

bool is_complete(const matvar_t& variable) {
  const std::size_t count = count_of(variable);
  if (count == 0) return true;
  const bool known_type = with_values(variable, [](auto*) {});
  const auto width = static_cast<std::size_t>(variable.data_size);
  return known_type && variable.data && variable.nbytes >= count * width;
}

}  // namespace

MatFile::MatFile(std::filesystem::path path) : path_(std::move(path)), file_(nullptr, &Mat_Close) {
  expect_data_file(path_);
  const MappedFile mapped = map_file(path_);
  if (!begins_as_mat(mapped.data, mapped.size)) {
    refuse("cannot read a MATLAB file", "it does not begin as versions 5 and 7.3 do");
  }
  const std::string damage = mat5_damage(mapped.data, mapped.size);
  if (!damage.empty()) refuse("cannot read a MATLAB file", damage);
  // HDF5 would print its own account of a damaged 7.3 file to stderr.
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  file_.reset(Mat_Open(path_.c_str(), MAT_ACC_RDONLY));
  if (!file_) refuse("cannot read a MATLAB file", "it is damaged at its start");
  if (names().empty())
    refuse("cannot read a MATLAB file", "it has no variables, or it is cut short");
}

MatFile::~MatFile() = default;

void MatFile::refuse(const std::string& what, const std::string& why) const {
  throw Failure(Exit::bad_data, {what, path_.string(), {why}, "fetch the file again"});
}

std::vector<std::string> MatFile::names() const {
  std::size_t count = 0;
  const auto* all = Mat_GetDir(file_.get(), &count);
  return all ? std::vector<std::string>(all, all + count) : std::vector<std::string>();
}

bool MatFile::has(const std::string& name) const {
  for (const std::string& one : names()) {
    if (one == name) return true;
  }
  return false;
}

void MatFile::require(const std::string& name) const {
  if (has(name)) return;
  const auto all = names();
  throw Failure(Exit::bad_data, {fmt::format("the variable \"{}\" is missing{}", name,
                                             did_you_mean(nearest(name, all))),
                                 path_.string(),
                                 {fmt::format("the file has: {}", fmt::join(all, ", "))},
                                 "give the right file in data.params"});
}

MatFile::Shape MatFile::shape(const std::string& name) const {
  require(name);
  const Variable variable(Mat_VarReadInfo(file_.get(), name.c_str()), &Mat_VarFree);
  if (!variable)
    refuse(fmt::format("cannot read \"{}\"", name), "the file is cut short or damaged");
  if (!is_real_matrix(*variable)) {
    refuse(fmt::format("cannot use \"{}\"", name), "it is not a real matrix of numbers");
  }
  return {static_cast<std::int64_t>(variable->dims[0]),
          static_cast<std::int64_t>(variable->dims[1])};
}

MatFile::Variable MatFile::read(const std::string& name) const {
  shape(name);  // refuses what is no matrix before anything big is read
  Variable variable(Mat_VarRead(file_.get(), name.c_str()), &Mat_VarFree);
  if (!variable || !is_real_matrix(*variable) || !is_complete(*variable)) {
    refuse(fmt::format("cannot read \"{}\"", name), "the file is cut short or damaged");
  }
  return variable;
}

Matrix MatFile::columns(const std::string& name) const {
  const Variable variable = read(name);
  const auto rows = static_cast<std::int64_t>(variable->dims[1]);
  const auto width = static_cast<std::int64_t>(variable->dims[0]);
  if (variable->data_type == MAT_T_SINGLE) {
    return Matrix(static_cast<const float*>(variable->data), rows, width, variable);
  }
  const std::size_t count = count_of(*variable);
  std::vector<float> values;
  values.reserve(count);
  with_values(*variable, [&](const auto* data) {
    for (std::size_t i = 0; i < count; ++i) values.push_back(static_cast<float>(data[i]));
  });
  return Matrix(std::move(values), rows, width);
}

std::vector<std::int64_t> MatFile::integers(const std::string& name, std::int64_t base) const {
  const Variable variable = read(name);
  std::vector<std::int64_t> values;
  with_values(*variable, [&](const auto* data) {
    for (std::size_t i = 0; i < count_of(*variable); ++i) {
      const auto value = static_cast<double>(data[i]);
      // Beyond 2^53 a double no longer tells whole numbers apart.
      if (!(std::abs(value) <= 0x1p53) || value != std::floor(value)) {
        refuse(fmt::format("cannot use \"{}\"", name), "it holds numbers that are not whole");
      }
      values.push_back(static_cast<std::int64_t>(value) - base);
    }
  });
  return values;
}

std::vector<std::string> MatFile::texts(const std::string& name) const {
  std::vector<std::string> all;
  // What is no cell array is not read: of objects nobody has checked the sizes.
  const Variable info(Mat_VarReadInfo(file_.get(), name.c_str()), &Mat_VarFree);
  if (!info || info->class_type != MAT_C_CELL) return all;
  const Variable variable(Mat_VarRead(file_.get(), name.c_str()), &Mat_VarFree);
  if (!variable || variable->class_type != MAT_C_CELL || !variable->data) return all;
  const auto* cells = static_cast<matvar_t* const*>(variable->data);
  const std::size_t count = variable->nbytes / sizeof(matvar_t*);
  for (std::size_t i = 0; i < count; ++i) all.push_back(cells[i] ? text_of(*cells[i]) : "");
  return all;
}

}  // namespace zeroth::host
