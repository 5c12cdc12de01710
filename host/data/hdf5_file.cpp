#include "host/data/hdf5_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <hdf5.h>

#include <algorithm>
#include <type_traits>

#include "host/base/nearest.h"
#include "host/base/problem.h"
#include "host/data/data_file.h"

namespace zeroth::host {
namespace {

static_assert(std::is_same_v<hid_t, Hdf5Handle>);

// What is read whole has a number per class and attribute; a longer one is a damaged size.
constexpr std::int64_t kMostNumbers = std::int64_t{1} << 28;

std::recursive_mutex& hdf5_mutex() {
  static std::recursive_mutex mutex;
  // At its end a process would otherwise crash over a file that could not be written. Everything is
  // closed by its owner anyway.
  static const herr_t once = H5dont_atexit();
  static_cast<void>(once);
  return mutex;
}

/// The system's own words where HDF5 quotes them amid much else.
std::string essence(const std::string& text) {
  static const std::string kQuote = "error message = '";
  const auto begin = text.find(kQuote);
  if (begin == std::string::npos) return "HDF5 says: " + text.substr(0, text.find('\n'));
  const auto end = text.find('\'', begin + kQuote.size());
  return text.substr(begin + kQuote.size(), end - begin - kQuote.size());
}

std::string type_name(hid_t type) {
  const auto bits = 8 * H5Tget_size(type);
  switch (H5Tget_class(type)) {
    case H5T_FLOAT:
      return fmt::format("float{}", bits);
    case H5T_INTEGER:
      return fmt::format("{}int{}", H5Tget_sign(type) == H5T_SGN_NONE ? "u" : "", bits);
    case H5T_STRING:
      return "text";
    default:
      return "a compound or other type";
  }
}

bool is_number(const std::string& type) {
  return type.rfind("float", 0) == 0 || type.rfind("int", 0) == 0 || type.rfind("uint", 0) == 0;
}

std::string kind_of(const Hdf5File::DataSet& data) {
  return fmt::format("{} [{}]", data.type, fmt::join(data.shape, ", "));
}

std::int64_t count_of(const Hdf5File::DataSet& data) {
  std::int64_t count = 1;
  for (const auto length : data.shape) {
    if (__builtin_mul_overflow(count, length, &count)) return kMostNumbers + 1;
  }
  return count;
}

std::vector<std::int64_t> shape_of(hid_t id) {
  const Hdf5Id space(H5Dget_space(id));
  const int rank = H5Sget_simple_extent_ndims(space.get());
  std::vector<hsize_t> lengths(rank > 0 ? static_cast<std::size_t>(rank) : 0);
  if (rank > 0) H5Sget_simple_extent_dims(space.get(), lengths.data(), nullptr);
  return {lengths.begin(), lengths.end()};
}

Hdf5File::DataSet open_any(hid_t file, const std::string& name) {
  Hdf5File::DataSet data;
  data.id = Hdf5Id(H5Dopen2(file, name.c_str(), H5P_DEFAULT));
  if (!data.id) return data;
  data.type = type_name(Hdf5Id(H5Dget_type(data.id.get())).get());
  data.shape = shape_of(data.id.get());
  return data;
}

herr_t append_name(hid_t group, const char* name, const H5L_info_t*, void* names) {
  H5O_info_t info;
  if (H5Oget_info_by_name2(group, name, &info, H5O_INFO_BASIC, H5P_DEFAULT) >= 0 &&
      info.type == H5O_TYPE_DATASET) {
    static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  }
  return 0;
}

/// Trailing zeros and spaces only fill a text of fixed length.
std::string trimmed(const char* text, std::size_t size) {
  std::string out(text, size);
  out.resize(std::min(out.find('\0'), out.size()));
  out.resize(out.find_last_not_of(' ') + 1);
  return out;
}

}  // namespace

Hdf5Lock::Hdf5Lock() : guard_(hdf5_mutex()) { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }

Hdf5Id::~Hdf5Id() {
  if (id_ < 0) return;
  const Hdf5Lock lock;
  H5Idec_ref(id_);
}

std::string hdf5_error() {
  std::string text;
  const auto keep_innermost = [](unsigned, const H5E_error2_t* error, void* out) -> herr_t {
    *static_cast<std::string*>(out) = error->desc ? error->desc : "";
    return 1;
  };
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_innermost, &text);
  return text.empty() ? "it is damaged" : essence(text);
}

Hdf5File::Hdf5File(std::filesystem::path path) : path_(std::move(path)) {
  expect_data_file(path_);
  const Hdf5Lock lock;
  file_ = Hdf5Id(H5Fopen(path_.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT));
  if (file_) return;
  const std::string why = hdf5_error();
  const bool is_hdf5 = H5Fis_hdf5(path_.c_str()) > 0;
  refuse("cannot read an HDF5 file",
         is_hdf5 ? "it is cut short, damaged or in use; " + why : "it is not one: " + why,
         "fetch the file again");
}

void Hdf5File::refuse(const std::string& what, const std::string& why,
                      const std::string& fix) const {
  throw Failure(Exit::bad_data, {what, path_.string(), {why}, fix});
}

void Hdf5File::refuse_kind(const std::string& name, const DataSet& found,
                           const std::string& wanted) const {
  refuse(fmt::format("cannot use the data set \"{}\"", name),
         fmt::format("it is {}, not {}", kind_of(found), wanted),
         "write it as METHODS describes region files, or give the right file in data.params");
}

std::vector<std::string> Hdf5File::names() const {
  const Hdf5Lock lock;
  std::vector<std::string> all;
  H5Literate(file_.get(), H5_INDEX_NAME, H5_ITER_INC, nullptr, append_name, &all);
  return all;
}

bool Hdf5File::has(const std::string& name) const {
  const Hdf5Lock lock;
  return H5Lexists(file_.get(), name.c_str(), H5P_DEFAULT) > 0;
}

Hdf5File::DataSet Hdf5File::open(const std::string& name, std::size_t rank,
                                 const std::string& wanted) const {
  const Hdf5Lock lock;
  if (!has(name)) {
    const auto all = names();
    refuse(fmt::format("the data set \"{}\" is missing{}", name, did_you_mean(nearest(name, all))),
           fmt::format("the file has: {}", fmt::join(all, ", ")),
           "give the right file in data.params");
  }
  DataSet data = open_any(file_.get(), name);
  if (!data.id) refuse(fmt::format("cannot open the data set \"{}\"", name), hdf5_error());
  if (data.shape.size() != rank) refuse_kind(name, data, wanted);
  return data;
}

void Hdf5File::read(const DataSet& data, const std::string& name, Hdf5Handle type,
                    void* out) const {
  if (H5Dread(data.id.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, out) < 0) {
    refuse(fmt::format("cannot read the data set \"{}\"", name), hdf5_error(),
           "fetch the file again");
  }
}

Matrix Hdf5File::matrix(const std::string& name, const std::string& axes) const {
  const Hdf5Lock lock;
  const std::string wanted = "numbers " + axes;
  const DataSet data = open(name, 2, wanted);
  if (!is_number(data.type) || count_of(data) > kMostNumbers) refuse_kind(name, data, wanted);
  std::vector<float> values(static_cast<std::size_t>(count_of(data)));
  read(data, name, H5T_NATIVE_FLOAT, values.data());
  return Matrix(std::move(values), data.shape[0], data.shape[1]);
}

std::vector<std::int64_t> Hdf5File::integers(const std::string& name) const {
  const Hdf5Lock lock;
  const std::string wanted = "whole numbers [n]";
  const DataSet data = open(name, 1, wanted);
  const bool whole = is_number(data.type) && data.type.rfind("float", 0) != 0;
  if (!whole || count_of(data) > kMostNumbers) refuse_kind(name, data, wanted);
  std::vector<std::int64_t> values(static_cast<std::size_t>(count_of(data)));
  read(data, name, H5T_NATIVE_INT64, values.data());
  return values;
}

std::vector<std::string> Hdf5File::texts(const std::string& name) const {
  const Hdf5Lock lock;
  const DataSet data = open(name, 1, "texts [n]");
  if (data.type != "text" || count_of(data) > kMostNumbers) refuse_kind(name, data, "texts [n]");
  const auto count = static_cast<std::size_t>(data.shape[0]);
  const Hdf5Id type(H5Dget_type(data.id.get()));
  std::vector<std::string> all;
  if (H5Tis_variable_str(type.get()) > 0) {
    std::vector<char*> pointers(count, nullptr);
    read(data, name, type.get(), pointers.data());
    for (const char* text : pointers) all.emplace_back(text ? text : "");
    const Hdf5Id space(H5Dget_space(data.id.get()));
    H5Dvlen_reclaim(type.get(), space.get(), H5P_DEFAULT, pointers.data());
    return all;
  }
  const std::size_t size = H5Tget_size(type.get());
  std::vector<char> buffer(count * size);
  read(data, name, type.get(), buffer.data());
  for (std::size_t i = 0; i < count; ++i) all.push_back(trimmed(&buffer[i * size], size));
  return all;
}

}  // namespace zeroth::host
