#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/error.h>
#include <zeroth/formats/atomic_file.h>
#include <zeroth/formats/mapped_file.h>
#include <zeroth/formats/npy.h>
#include <zeroth/formats/numpy_type.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <numeric>
#include <regex>
#include <utility>

namespace zeroth::formats {
namespace {

constexpr char kMagic[] = "\x93NUMPY";
constexpr std::size_t kMagicSize = 6;
constexpr std::size_t kAlignment = 64;
// As NumPy has it; the regular expressions below need stack in proportion.
constexpr std::size_t kLongestHeader = 10000;
// Of records it is a list, which is shown as it begins.
constexpr char kDescr[] = "'descr': *'?([^',]*)'?";
constexpr char kShape[] = "'shape': *\\(((?:[0-9]{1,18}L?, *)*(?:[0-9]{1,18}L?)?)\\)";

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& why,
                         const std::string& fix = "") {
  throw Error(Fault::bad_data, {"cannot read a .npy file", file.string(), {why}, fix});
}

/// Where the header's text lies.
struct HeaderPlace {
  std::size_t begin = 0, end = 0;
};

HeaderPlace find_header(const MappedFile& mapped, const std::filesystem::path& file) {
  if (mapped.size < 12 || std::memcmp(mapped.data, kMagic, kMagicSize) != 0) {
    refuse(file, "it does not begin like one", "copy or write the file again, all of it");
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

bool is_vector(const std::vector<std::size_t>& shape) {
  return shape.size() == 1 || (shape.size() == 2 && std::min(shape[0], shape[1]) <= 1);
}

/// Whether an array of that shape has at most as many numbers. Of no rows, whatever else it says.
bool has_room(const std::vector<std::size_t>& shape, std::size_t numbers) {
  if (std::find(shape.begin(), shape.end(), 0) != shape.end()) return true;
  for (const auto length : shape) numbers /= length;
  return numbers > 0;
}

StoredNumbers numbers_of(const NpyArray& array) {
  return {*numpy_type(array.dtype), array.data, array.size(), array.owner};
}

void write(const std::filesystem::path& file, const char* dtype, const void* data,
           const std::vector<std::size_t>& shape) {
  const std::string start = npy_start(dtype, shape);
  AtomicFile out(file);
  out.write(start.data(), start.size());
  const auto count =
      std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
  out.write(data, count * static_cast<std::size_t>(dtype[1] - '0'));
  out.commit();
}

}  // namespace

std::string npy_start(const char* dtype, const std::vector<std::size_t>& shape) {
  std::string dims;
  for (const auto length : shape) dims += std::to_string(length) + ", ";
  std::string header =
      fmt::format("{{'descr': '<{}', 'fortran_order': False, 'shape': ({}), }}", dtype, dims);
  header.resize((10 + header.size() + kAlignment) / kAlignment * kAlignment - 10, ' ');
  header.back() = '\n';
  const auto length = static_cast<std::uint16_t>(header.size());
  std::string start(kMagic, kMagicSize);
  start.append("\x01\x00", 2);
  start.append(reinterpret_cast<const char*>(&length), sizeof(length));
  return start + header;
}

std::size_t NpyArray::size() const {
  return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
}

NpyHeader read_npy_header(const std::filesystem::path& file) {
  return read_npy_header(map_file(file), file);
}

NpyHeader read_npy_header(const MappedFile& mapped, const std::filesystem::path& file) {
  const HeaderPlace place = find_header(mapped, file);
  const std::string header(mapped.data + place.begin, mapped.data + place.end);
  const std::string descr = find(header, kDescr, file);
  NpyHeader found;
  found.dtype = descr.find_first_of("<=|") == 0 ? descr.substr(1) : descr;
  found.fortran_order = find(header, "'fortran_order': *(True|False)", file) == "True";
  found.shape = to_shape(find(header, kShape, file));
  found.end = place.end;
  return found;
}

NpyArray read_npy(const std::filesystem::path& file) { return read_npy(map_file(file), file); }

NpyArray read_npy(const MappedFile& mapped, const std::filesystem::path& file) {
  const NpyHeader header = read_npy_header(mapped, file);
  const auto type = numpy_type(header.dtype);
  if (!type) {
    refuse(file, fmt::format("it holds {}, not numbers", other_numpy_type(header.dtype)),
           "save numbers, as with array.astype('float32') or astype('int64')");
  }
  if (!has_room(header.shape, (mapped.size - header.end) / type->width)) {
    refuse(file, "it is cut short", "copy or write the file again, all of it");
  }
  return {file,        header.dtype, header.fortran_order, header.shape, mapped.data + header.end,
          mapped.owner};
}

std::pair<std::int64_t, std::int64_t> matrix_shape(const NpyArray& array) {
  if (array.shape.size() != 2) {
    refuse(array.file, fmt::format("it has {} dimensions, not 2", array.shape.size()),
           "save a row for each image, as with array.reshape(len(array), -1)");
  }
  return {static_cast<std::int64_t>(array.shape[0]), static_cast<std::int64_t>(array.shape[1])};
}

Matrix to_matrix(const NpyArray& array) {
  const auto [rows, columns] = matrix_shape(array);
  return numpy_matrix(numbers_of(array), rows, columns, array.fortran_order);
}

void copy_rows(const NpyArray& array, std::int64_t first, std::int64_t end, float* out) {
  const auto [rows, columns] = matrix_shape(array);
  const StoredNumbers all = numbers_of(array);
  const auto copy = [&](std::int64_t from, std::int64_t count, float* to) {
    const char* data = all.data + static_cast<std::size_t>(from) * all.type.width;
    copy_as_floats({all.type, data, static_cast<std::size_t>(count), all.owner}, to);
  };
  if (!array.fortran_order) return copy(first * columns, (end - first) * columns, out);
  std::vector<float> column(static_cast<std::size_t>(end - first));
  for (std::int64_t j = 0; j < columns; ++j) {
    copy(j * rows + first, end - first, column.data());
    for (std::size_t i = 0; i < column.size(); ++i) {
      out[i * static_cast<std::size_t>(columns) + static_cast<std::size_t>(j)] = column[i];
    }
  }
}

std::vector<std::int64_t> to_integers(const NpyArray& array) {
  if (!is_vector(array.shape)) {
    refuse(array.file, fmt::format("its shape is [{}], not [n]", fmt::join(array.shape, ", ")));
  }
  std::vector<std::int64_t> values(array.size());
  if (const auto wrong = copy_as_integers(numbers_of(array), values.data())) {
    refuse(
        array.file,
        fmt::format("{} in row {} (counted from 0) is no whole number", wrong->text, wrong->place),
        "save whole numbers, as with array.astype('int64')");
  }
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

}  // namespace zeroth::formats
