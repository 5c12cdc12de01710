#include <fmt/format.h>
#include <fmt/ranges.h>
#include <hdf5.h>
#include <zeroth/error.h>
#include <zeroth/formats/data_file.h>
#include <zeroth/formats/hdf5_file.h>
#include <zeroth/nearest.h>

#include <algorithm>
#include <utility>

namespace zeroth::formats {
namespace {

/// Names of data sets that lie in the file.
struct Listing {
  WithinFile within;
  std::vector<std::string> names;
};

herr_t append_name(hid_t group, const char* name, const H5L_info_t*, void* listing) {
  auto& found = *static_cast<Listing*>(listing);
  H5O_info_t info;
  if (H5Oget_info_by_name2(group, name, &info, H5O_INFO_BASIC, found.within.access()) >= 0 &&
      info.type == H5O_TYPE_DATASET) {
    found.names.emplace_back(name);
  }
  return 0;
}

bool is_vector(const std::vector<std::int64_t>& shape) {
  return shape.size() == 1 || (shape.size() == 2 && std::min(shape[0], shape[1]) <= 1);
}

/// `use` of a data set; what it refuses is said of the file.
template <class Use>
auto reading(const Hdf5File& file, const std::string& what, const std::string& name, Use&& use) {
  try {
    return use();
  } catch (const Hdf5Refusal& refusal) {
    file.refuse(fmt::format("cannot {} the data set \"{}\"", what, name), refusal.why, refusal.fix);
  }
}

}  // namespace

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
  throw Error(Fault::bad_data, {what, path_.string(), {why}, fix});
}

void Hdf5File::refuse_kind(const std::string& name, const DataSet& found,
                           const std::string& wanted) const {
  refuse(fmt::format("cannot use the data set \"{}\"", name),
         fmt::format("it is {}, not {}", found.kind(), wanted),
         "zeroth inspect data.region-hdf5 tells what the file must hold");
}

std::vector<std::string> Hdf5File::names() const {
  const Hdf5Lock lock;
  Listing all;
  H5Literate(file_.get(), H5_INDEX_NAME, H5_ITER_INC, nullptr, append_name, &all);
  return all.names;
}

std::vector<std::string> Hdf5File::all_names() const {
  const Hdf5Lock lock;
  Listing all;
  H5Lvisit(file_.get(), H5_INDEX_NAME, H5_ITER_INC, append_name, &all);
  return all.names;
}

bool Hdf5File::has(const std::string& name) const {
  const Hdf5Lock lock;
  const WithinFile within;
  return H5Lexists(file_.get(), name.c_str(), within.access()) > 0;
}

Hdf5File::DataSet Hdf5File::open(const std::string& name) const {
  const Hdf5Lock lock;
  if (!has(name)) {
    const auto all = names();
    refuse(fmt::format("the data set \"{}\" is missing{}", name, did_you_mean(nearest(name, all))),
           fmt::format("the file has: {}", fmt::join(all, ", ")),
           "give the right file in data.params");
  }
  return reading(*this, "open", name, [&] { return open_data_set(file_.get(), name); });
}

Hdf5File::DataSet Hdf5File::open(const std::string& name, std::size_t rank,
                                 const std::string& wanted) const {
  DataSet data = open(name);
  if (data.shape.size() != rank) refuse_kind(name, data, wanted);
  return data;
}

Hdf5File::DataSet Hdf5File::open_vector(const std::string& name, const std::string& wanted) const {
  DataSet data = open(name);
  if (!is_vector(data.shape)) refuse_kind(name, data, wanted);
  return data;
}

Matrix Hdf5File::matrix(const std::string& name, const std::string& axes) const {
  const std::string wanted = "numbers " + axes;
  const DataSet data = open(name, 2, wanted);
  if (!data.holds_numbers()) refuse_kind(name, data, wanted);
  const StoredNumbers numbers = reading(*this, "read", name, [&] { return read_numbers(data); });
  std::vector<float> values(numbers.count);
  copy_as_floats(numbers, values.data());
  return Matrix(std::move(values), data.shape[0], data.shape[1]);
}

std::vector<std::int64_t> Hdf5File::integers(const std::string& name) const {
  const std::string wanted = "whole numbers [n]";
  const DataSet data = open_vector(name, wanted);
  if (!data.holds_numbers()) refuse_kind(name, data, wanted);
  const StoredNumbers numbers = reading(*this, "read", name, [&] { return read_numbers(data); });
  std::vector<std::int64_t> values(numbers.count);
  if (const auto wrong = copy_as_integers(numbers, values.data())) {
    refuse(
        fmt::format("cannot use the data set \"{}\"", name),
        fmt::format("{} in row {} (counted from 0) is no whole number", wrong->text, wrong->place),
        "write whole numbers");
  }
  return values;
}

std::vector<std::string> Hdf5File::texts(const std::string& name) const {
  const DataSet data = open_vector(name, "texts [n]");
  if (data.type != "text") refuse_kind(name, data, "texts [n]");
  return reading(*this, "read", name, [&] { return read_texts(data); });
}

}  // namespace zeroth::formats
