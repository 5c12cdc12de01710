#include "sdk/formats/src/hdf5_type.h"

#include <fmt/format.h>
#include <hdf5.h>

namespace zeroth::formats {
namespace {

/// IEEE 754 binary16, of which HDF5 has no constant.
bool is_half(hid_t type) {
  std::size_t sign = 0, exponent = 0, exponent_size = 0, fraction = 0, fraction_size = 0;
  if (H5Tget_size(type) != 2 || H5Tget_precision(type) != 16) return false;
  H5Tget_fields(type, &sign, &exponent, &exponent_size, &fraction, &fraction_size);
  return sign == 15 && exponent == 10 && exponent_size == 5 && fraction == 0 &&
         fraction_size == 10 && H5Tget_ebias(type) == 15 && H5Tget_norm(type) == H5T_NORM_IMPLIED;
}

bool is_ieee(hid_t type) {
  for (const hid_t known : {H5T_IEEE_F32LE, H5T_IEEE_F32BE, H5T_IEEE_F64LE, H5T_IEEE_F64BE}) {
    if (H5Tequal(type, known) > 0) return true;
  }
  return is_half(type);
}

bool is_whole_width(hid_t type) {
  const std::size_t size = H5Tget_size(type);
  const bool is_known = size == 1 || size == 2 || size == 4 || size == 8;
  return is_known && H5Tget_precision(type) == 8 * size && H5Tget_offset(type) == 0;
}

}  // namespace

std::string hdf5_type_name(Hdf5Handle type) {
  const auto bits = 8 * H5Tget_size(type);
  switch (H5Tget_class(type)) {
    case H5T_FLOAT:
      return fmt::format("float{}", bits);
    case H5T_INTEGER:
      return fmt::format("{}int{}", H5Tget_sign(type) == H5T_SGN_NONE ? "u" : "", bits);
    case H5T_ENUM:
      return "bool";  // what h5py makes of it
    case H5T_STRING:
      return "text";
    default:
      return "a compound or other type";
  }
}

std::optional<NumberType> hdf5_number_type(Hdf5Handle type) {
  const H5T_class_t kind = H5Tget_class(type);
  if (kind == H5T_ENUM) return hdf5_number_type(Hdf5Id(H5Tget_super(type)).get());
  const std::size_t size = H5Tget_size(type);
  const bool big_endian = H5Tget_order(type) == H5T_ORDER_BE;
  if (kind == H5T_FLOAT && is_ieee(type)) return NumberType{NumberType::floating, size, big_endian};
  if (kind != H5T_INTEGER || !is_whole_width(type)) return std::nullopt;
  const bool natural = H5Tget_sign(type) == H5T_SGN_NONE;
  return NumberType{natural ? NumberType::natural : NumberType::integer, size, big_endian};
}

bool is_hdf5_number(Hdf5Handle type) {
  const H5T_class_t kind = H5Tget_class(type);
  return kind == H5T_FLOAT || kind == H5T_INTEGER || kind == H5T_ENUM;
}

}  // namespace zeroth::formats
