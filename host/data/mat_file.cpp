#include "host/data/mat_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <matio.h>

#include <cerrno>
#include <cmath>
#include <cstring>
#include <memory>

#include "host/base/nearest.h"
#include "host/base/problem.h"

namespace zeroth::host {
namespace {

using Variable = std::unique_ptr<matvar_t, decltype(&Mat_VarFree)>;

template <class Out, class In>
std::vector<Out> converted(const void* data, std::size_t count) {
  const auto* values = static_cast<const In*>(data);
  return std::vector<Out>(values, values + count);
}

template <class Out>
std::vector<Out> converted(const matvar_t& variable, std::size_t count) {
  const void* data = variable.data;
  switch (variable.data_type) {
    case MAT_T_DOUBLE:
      return converted<Out, double>(data, count);
    case MAT_T_SINGLE:
      return converted<Out, float>(data, count);
    case MAT_T_INT64:
      return converted<Out, std::int64_t>(data, count);
    case MAT_T_UINT64:
      return converted<Out, std::uint64_t>(data, count);
    case MAT_T_INT32:
      return converted<Out, std::int32_t>(data, count);
    case MAT_T_UINT32:
      return converted<Out, std::uint32_t>(data, count);
    case MAT_T_INT16:
      return converted<Out, std::int16_t>(data, count);
    case MAT_T_UINT16:
      return converted<Out, std::uint16_t>(data, count);
    case MAT_T_INT8:
      return converted<Out, std::int8_t>(data, count);
    case MAT_T_UINT8:
      return converted<Out, std::uint8_t>(data, count);
    default:
      return {};
  }
}

bool is_real_matrix(const matvar_t& variable) {
  return variable.rank == 2 && !variable.isComplex && variable.class_type >= MAT_C_DOUBLE &&
         variable.class_type <= MAT_C_UINT64;
}

std::string text_of(const matvar_t& cell) {
  if (!cell.data || cell.rank != 2) return "";
  const std::size_t count = cell.dims[0] * cell.dims[1];
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    const bool wide = cell.data_type == MAT_T_UINT16 || cell.data_type == MAT_T_UTF16;
    text += wide ? static_cast<char>(static_cast<const std::uint16_t*>(cell.data)[i])
                 : static_cast<const char*>(cell.data)[i];
  }
  return text;
}

}  // namespace

MatFile::MatFile(std::filesystem::path path) : path_(std::move(path)) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path_, error)) {
    throw Failure(Exit::no_input, {"a data file is missing",
                                   path_.string(),
                                   {error ? error.message() : "it is not a regular file"},
                                   "put it there, or correct data.params"});
  }
  file_ = Mat_Open(path_.c_str(), MAT_ACC_RDONLY);
  if (!file_) refuse("cannot read a MATLAB file", "it is not one, or it is damaged at its start");
}

MatFile::~MatFile() {
  if (file_) Mat_Close(file_);
}

void MatFile::refuse(const std::string& what, const std::string& why) const {
  throw Failure(Exit::bad_data, {what, path_.string(), {why}, "fetch the file again"});
}

std::vector<std::string> MatFile::names() const {
  std::size_t count = 0;
  char** all = Mat_GetDir(file_, &count);
  return all ? std::vector<std::string>(all, all + count) : std::vector<std::string>();
}

bool MatFile::has(const std::string& name) const {
  for (const std::string& one : names()) {
    if (one == name) return true;
  }
  return false;
}

MatArray MatFile::matrix(const std::string& name) const {
  if (!has(name)) {
    const auto all = names();
    const std::string near = nearest(name, all);
    throw Failure(Exit::bad_data,
                  {fmt::format("the variable \"{}\" is missing{}", name, did_you_mean(near)),
                   path_.string(),
                   {fmt::format("the file has: {}", fmt::join(all, ", "))},
                   "give the right file in data.params"});
  }
  const Variable variable(Mat_VarRead(file_, name.c_str()), &Mat_VarFree);
  if (!variable)
    refuse(fmt::format("cannot read \"{}\"", name), "the file is cut short or damaged");
  if (!is_real_matrix(*variable)) {
    refuse(fmt::format("cannot use \"{}\"", name), "it is not a real matrix of numbers");
  }
  MatArray array;
  array.rows = static_cast<std::int64_t>(variable->dims[0]);
  array.columns = static_cast<std::int64_t>(variable->dims[1]);
  const std::size_t count = variable->dims[0] * variable->dims[1];
  if (count > 0 && (!variable->data ||
                    variable->nbytes < count * static_cast<std::size_t>(variable->data_size))) {
    refuse(fmt::format("cannot read \"{}\"", name), "the file is cut short or damaged");
  }
  array.single = variable->data_type == MAT_T_SINGLE;
  if (array.single) array.floats = converted<float>(*variable, count);
  if (!array.single) array.doubles = converted<double>(*variable, count);
  return array;
}

std::vector<std::int64_t> MatFile::integers(const std::string& name, std::int64_t base) const {
  const MatArray array = matrix(name);
  std::vector<std::int64_t> values;
  const auto take = [&](double value) {
    if (value != std::floor(value)) {
      refuse(fmt::format("cannot use \"{}\"", name), "it holds numbers that are not whole");
    }
    values.push_back(static_cast<std::int64_t>(value) - base);
  };
  for (const double value : array.doubles) take(value);
  for (const float value : array.floats) take(static_cast<double>(value));
  return values;
}

std::vector<std::string> MatFile::texts(const std::string& name) const {
  const Variable variable(Mat_VarRead(file_, name.c_str()), &Mat_VarFree);
  std::vector<std::string> all;
  if (!variable || variable->class_type != MAT_C_CELL || !variable->data) return all;
  const auto* cells = static_cast<matvar_t* const*>(variable->data);
  const std::size_t count = variable->nbytes / sizeof(matvar_t*);
  for (std::size_t i = 0; i < count; ++i) all.push_back(cells[i] ? text_of(*cells[i]) : "");
  return all;
}

}  // namespace zeroth::host
