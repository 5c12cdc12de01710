#include "sdk/formats/src/mat_hdf5.h"

#include <hdf5.h>

#include <algorithm>
#include <array>

#include "sdk/formats/src/mat_text.h"

namespace zeroth::formats {
namespace {

constexpr std::size_t kLongestAttribute = 256;

herr_t append_link(hid_t, const char* name, const H5L_info_t*, void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

}  // namespace

bool has_attribute(Hdf5Handle object, const char* name) { return H5Aexists(object, name) > 0; }

std::string text_attribute(Hdf5Handle object, const char* name) {
  if (!has_attribute(object, name)) return "";
  const Hdf5Id attribute(H5Aopen(object, name, H5P_DEFAULT));
  const Hdf5Id type(H5Aget_type(attribute.get())), space(H5Aget_space(attribute.get()));
  const std::size_t size = H5Tget_size(type.get());
  if (H5Tget_class(type.get()) != H5T_STRING || H5Tis_variable_str(type.get()) > 0 ||
      size > kLongestAttribute || H5Sget_simple_extent_npoints(space.get()) != 1) {
    return "";
  }
  std::array<char, kLongestAttribute + 1> text{};
  if (H5Aread(attribute.get(), type.get(), text.data()) < 0) return "";
  return text.data();
}

std::optional<std::int64_t> number_attribute(Hdf5Handle object, const char* name) {
  if (!has_attribute(object, name)) return std::nullopt;
  const Hdf5Id attribute(H5Aopen(object, name, H5P_DEFAULT));
  const Hdf5Id space(H5Aget_space(attribute.get()));
  std::int64_t number = 0;
  if (H5Sget_simple_extent_npoints(space.get()) != 1 ||
      H5Aread(attribute.get(), H5T_NATIVE_INT64, &number) < 0) {
    return std::nullopt;
  }
  return number;
}

bool is_group(Hdf5Handle object) { return H5Iget_type(object) == H5I_GROUP; }

Hdf5Id open_object(Hdf5Handle location, const std::string& name) {
  const WithinFile within;
  return Hdf5Id(H5Oopen(location, name.c_str(), within.access()));
}

std::vector<std::string> link_names(Hdf5Handle group) {
  std::vector<std::string> names;
  H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, nullptr, append_link, &names);
  return names;
}

Hdf5DataSet mat_data_set(Hdf5Handle location, const std::string& name) {
  try {
    return open_data_set(location, name);
  } catch (const Hdf5Refusal& refusal) {
    throw MatDamage{refusal.why, refusal.fix};
  }
}

StoredNumbers mat_numbers(const Hdf5DataSet& data) {
  try {
    if (data.holds_numbers()) return read_numbers(data);
  } catch (const Hdf5Refusal& refusal) {
    throw MatDamage{refusal.why, refusal.fix};
  }
  throw MatDamage{"it holds " + data.kind() + ", not numbers"};
}

std::vector<std::string> mat_texts(const Hdf5DataSet& data) {
  try {
    if (data.type == "text") return read_texts(data);
  } catch (const Hdf5Refusal& refusal) {
    throw MatDamage{refusal.why, refusal.fix};
  }
  throw MatDamage{"it holds " + data.kind() + ", not texts"};
}

std::vector<std::string> mat_char_rows(const Hdf5DataSet& data, const MatVariable& variable) {
  if (data.type == "text") return mat_texts(data);
  const auto codes = integers_of(mat_numbers(data));
  return text_rows({codes.begin(), codes.end()}, variable.rows(), variable.columns());
}

std::string class_of(const Hdf5DataSet& data) {
  if (data.type == "float64") return "double";
  if (data.type == "float32") return "single";
  if (data.type == "bool") return "logical";
  if (data.type == "text") return "char";
  return data.holds_numbers() ? data.type : "compound";
}

std::vector<std::int64_t> matlab_size(std::vector<std::int64_t> shape) {
  std::reverse(shape.begin(), shape.end());
  while (shape.size() < 2) shape.push_back(1);
  return shape;
}

}  // namespace zeroth::formats
