#include "host/data/npy.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <numeric>
#include <regex>

#include "host/base/atomic_file.h"
#include "host/base/problem.h"
#include "host/data/mapped_file.h"

namespace zeroth::host {
namespace {

constexpr char kMagic[] = "\x93NUMPY";
constexpr std::size_t kMagicSize = 6;
constexpr std::size_t kAlignment = 64;
// As NumPy has it; the regular expressions below need stack in proportion.
constexpr std::size_t kLongestHeader = 10000;
constexpr char kShape[] = "'shape': *\\(((?:[0-9]{1,18}L?, *)*(?:[0-9]{1,18}L?)?)\\)";

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& why,
                         const std::string& fix = "") {
  throw Failure(Exit::bad_data, {"cannot read a .npy file", file.string(), {why}, fix});
}

std::size_t item_size(const std::string& dtype) { return static_cast<std::size_t>(dtype[1] - '0'); }

/// Where the header's text lies.
struct Header {
  std::size_t begin = 0, end = 0;
};

Header find_header(const MappedFile& mapped, const std::filesystem::path& file) {
  if (mapped.size < 12 || std::memcmp(mapped.data, kMagic, kMagicSize) != 0) {
    refuse(file, "it does not begin like one");
  }
  const int version = mapped.data[6];
  std::size_t length = 0;
  std::memcpy(&length, mapped.data + 8, version == 1 ? 2 : 4);
  const std::size_t begin = version == 1 ? 10 : 12;
  if (version < 1 || version > 3) refuse(file, fmt::format("its format {} is unknown", version));
  if (begin + length > mapped.size) refuse(file, "its header is cut short");
  if (length > kLongestHeader) refuse(file, fmt::format("its header has {} bytes", length));
  return {begin, begin + length};
}

std::string find(const std::string& header, const char* pattern,
                 const std::filesystem::path& file) {
  std::smatch found;
  if (!std::regex_search(header, found, std::regex(pattern))) {
    refuse(file, "its header is not understood: " + header.substr(0, 80));
  }
  return found[1].str();
}

/// `text` is a list of numbers of at most 18 digits.
std::vector<std::size_t> to_shape(const std::string& text) {
  static const std::regex number("[0-9]+");
  std::vector<std::size_t> shape;
  for (std::sregex_iterator one(text.begin(), text.end(), number), end; one != end; ++one) {
    shape.push_back(std::stoull(one->str()));
  }
  return shape;
}

template <class Use>
void with_values(const NpyArray& array, Use&& use) {
  if (array.dtype == "f4") return use(reinterpret_cast<const float*>(array.data));
  if (array.dtype == "f8") return use(reinterpret_cast<const double*>(array.data));
  if (array.dtype == "i4") return use(reinterpret_cast<const std::int32_t*>(array.data));
  if (array.dtype == "i8") return use(reinterpret_cast<const std::int64_t*>(array.data));
  if (array.dtype == "u2") return use(reinterpret_cast<const std::uint16_t*>(array.data));
  return use(reinterpret_cast<const std::uint8_t*>(array.data));
}

void write(const std::filesystem::path& file, const char* dtype, const void* data,
           const std::vector<std::size_t>& shape) {
  std::string dims;
  for (const auto length : shape) dims += std::to_string(length) + ", ";
  std::string header =
      fmt::format("{{'descr': '<{}', 'fortran_order': False, 'shape': ({}), }}", dtype, dims);
  header.resize((10 + header.size() + kAlignment) / kAlignment * kAlignment - 10, ' ');
  header.back() = '\n';
  const auto length = static_cast<std::uint16_t>(header.size());
  AtomicFile out(file);
  out.write(kMagic, kMagicSize);
  out.write("\x01\x00", 2);
  out.write(&length, sizeof(length));
  out.write(header.data(), header.size());
  const auto count =
      std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
  out.write(data, count * item_size(dtype));
  out.commit();
}

/// Files of other writers may put the numbers anywhere; only a copy can then be read as numbers.
void align(NpyArray& array) {
  auto copy = std::make_shared<std::vector<double>>(array.size() * item_size(array.dtype) / 8 + 1);
  std::memcpy(copy->data(), array.data, array.size() * item_size(array.dtype));
  array.data = reinterpret_cast<const char*>(copy->data());
  array.owner = std::move(copy);
}

}  // namespace

std::size_t NpyArray::size() const {
  return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
}

NpyArray read_npy(const std::filesystem::path& file) {
  const MappedFile mapped = map_file(file);
  const Header place = find_header(mapped, file);
  const std::string header(mapped.data + place.begin, mapped.data + place.end);
  NpyArray array;
  array.file = file;
  const std::string descr = find(header, "'descr': *'([^']*)'", file);
  static const char* const kKnown[] = {"<f4", "<f8", "<i4", "<i8", "<u2", "|u1"};
  if (std::none_of(std::begin(kKnown), std::end(kKnown), [&](auto* one) { return descr == one; })) {
    refuse(file, fmt::format("its type {} is not among f4, f8, i4, i8, u2 and u1", descr),
           "save it with array.astype('float32') or astype('int64')");
  }
  array.dtype = descr.substr(1);
  if (find(header, "'fortran_order': *(True|False)", file) == "True") {
    refuse(file, "it is in Fortran order", "save it with numpy.ascontiguousarray");
  }
  array.shape = to_shape(find(header, kShape, file));
  std::size_t room = (mapped.size - place.end) / item_size(array.dtype);
  for (const auto length : array.shape) {
    if (length > 0 && room / length == 0) refuse(file, "it is cut short");
    if (length > 0) room /= length;
  }
  array.data = mapped.data + place.end;
  array.owner = mapped.owner;
  if (reinterpret_cast<std::uintptr_t>(array.data) % item_size(array.dtype) != 0) align(array);
  return array;
}

Matrix to_matrix(const NpyArray& array) {
  if (array.shape.size() != 2) {
    refuse(array.file, fmt::format("it has {} dimensions, not 2", array.shape.size()));
  }
  const auto rows = static_cast<std::int64_t>(array.shape[0]);
  const auto columns = static_cast<std::int64_t>(array.shape[1]);
  if (array.dtype == "f4") {
    return Matrix(reinterpret_cast<const float*>(array.data), rows, columns, array.owner);
  }
  std::vector<float> values(array.size());
  with_values(array, [&](const auto* data) {
    std::transform(data, data + values.size(), values.begin(),
                   [](auto value) { return static_cast<float>(value); });
  });
  return Matrix(std::move(values), rows, columns);
}

std::vector<std::int64_t> to_integers(const NpyArray& array) {
  if (array.shape.size() != 1) {
    refuse(array.file, fmt::format("it has {} dimensions, not 1", array.shape.size()));
  }
  if (array.dtype[0] == 'f') refuse(array.file, "it holds floating-point numbers, not whole ones");
  std::vector<std::int64_t> values(array.size());
  with_values(array, [&](const auto* data) {
    std::transform(data, data + values.size(), values.begin(),
                   [](auto value) { return static_cast<std::int64_t>(value); });
  });
  return values;
}

void write_npy(const std::filesystem::path& file, const float* data,
               const std::vector<std::size_t>& shape) {
  write(file, "f4", data, shape);
}

void write_npy(const std::filesystem::path& file, const std::int64_t* data,
               const std::vector<std::size_t>& shape) {
  write(file, "i8", data, shape);
}

}  // namespace zeroth::host
