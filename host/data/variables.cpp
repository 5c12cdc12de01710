#include "host/data/variables.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/formats/array_pickle.h>
#include <zeroth/formats/data_file.h>
#include <zeroth/formats/file_kind.h>
#include <zeroth/formats/hdf5_file.h>
#include <zeroth/formats/mapped_file.h>
#include <zeroth/formats/mat_file.h>
#include <zeroth/formats/npy.h>
#include <zeroth/formats/numpy_type.h>

namespace zeroth::host {
namespace {

constexpr char kArray[] = "array";  // it has no name of its own

std::string remark_on(const formats::MatFile& file, const formats::MatVariable& variable) {
  if (variable.kind == "string") {
    return fmt::format("array, which only MATLAB can read: save cellstr({})", variable.name);
  }
  if (variable.kind == "cell" && !file.texts(variable.name).empty()) return "of texts";
  return "";
}

std::vector<Variable> list_mat(const std::filesystem::path& path) {
  const formats::MatFile file(path);
  std::vector<Variable> all;
  for (std::size_t i = 0; i < file.variables().size(); ++i) {
    const formats::MatVariable& one = file.variables()[i];
    file.check(i);
    const bool is_one_struct = one.kind == "struct" && one.size == std::vector<std::int64_t>{1, 1};
    all.push_back({one.name, one.words(), is_one_struct ? std::vector<std::int64_t>() : one.size,
                   remark_on(file, one)});
  }
  return all;
}

/// NumPy's type in words: "float16", "int64", or what else it holds.
std::string kind_in_words(const std::string& dtype) {
  const auto type = formats::numpy_type(dtype);
  if (!type) return formats::other_numpy_type(dtype);
  return dtype.find('b') == std::string::npos ? type->name() : "bool";
}

Variable list_npy(const std::filesystem::path& path) {
  const formats::NpyHeader header = formats::read_npy_header(path);
  if (formats::numpy_type(header.dtype)) formats::read_npy(path);  // whether it is all there
  return {kArray,
          kind_in_words(header.dtype),
          {header.shape.begin(), header.shape.end()},
          header.fortran_order ? "in Fortran order" : ""};
}

/// An HDF5 file that is none of MATLAB's: as h5py shows it.
std::vector<Variable> list_hdf5(const std::filesystem::path& path) {
  const formats::Hdf5File file(path);
  std::vector<Variable> all;
  for (const std::string& name : file.names()) {
    const formats::Hdf5DataSet data = file.open(name);
    all.push_back({name, data.type, data.shape, ""});
  }
  return all;
}

Variable list_pickle(const std::filesystem::path& path) {
  const formats::PickledArray array = formats::read_array_pickle(path);
  return {kArray, kind_in_words(array.dtype), array.shape,
          array.fortran_order ? "in Fortran order" : ""};
}

}  // namespace

std::string Variable::text() const {
  std::string text = kind;
  if (!shape.empty()) text += fmt::format(" [{}]", fmt::join(shape, ","));
  if (!remark.empty()) text += " " + remark;
  return text;
}

std::vector<Variable> list_variables(const std::filesystem::path& file) {
  formats::expect_data_file(file);
  switch (formats::kind_of(formats::map_file(file))) {
    case formats::FileKind::npy:
      return {list_npy(file)};
    case formats::FileKind::pickle:
      return {list_pickle(file)};
    case formats::FileKind::hdf5:
      return file.extension() == ".mat" ? list_mat(file) : list_hdf5(file);
    default:
      return list_mat(file);
  }
}

}  // namespace zeroth::host
