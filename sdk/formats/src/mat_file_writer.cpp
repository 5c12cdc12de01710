#include <fmt/format.h>
#include <zeroth/error.h>
#include <zeroth/formats/mat_file_writer.h>

#include "sdk/formats/src/mat_text.h"

namespace zeroth::formats {
namespace {

// Numbers of the format, "MAT-File Level 5".
constexpr unsigned kInt8 = 1, kInt32 = 5, kUint32 = 6, kSingle = 7, kDouble = 9, kMatrix = 14,
                   kUtf8 = 16;
constexpr unsigned kCellClass = 1, kCharClass = 4, kDoubleClass = 6, kSingleClass = 7;
constexpr std::uint64_t kMostBytes = 0x7fffffff;
constexpr std::size_t kHeaderText = 116;

std::uint64_t padded(std::uint64_t bytes) { return (bytes + 7) / 8 * 8; }

/// Bytes of an array behind its own tag, without its numbers.
std::uint64_t head_bytes(const std::string& name) { return 16 + 16 + 8 + padded(name.size()); }

std::uint64_t array_bytes(const std::string& name, std::uint64_t bytes) {
  return head_bytes(name) + 8 + padded(bytes);
}

void add(std::string& text, std::uint64_t number) {
  for (int i = 0; i < 4; ++i) text += static_cast<char>(number >> (8 * i) & 0xff);
}

void add_element(std::string& text, unsigned type, const std::string& content) {
  add(text, type), add(text, content.size());
  text += content;
  text.resize(padded(text.size()), '\0');
}

/// Tag, flags, sizes and name of an array, of which so many bytes follow its own tag.
std::string array_head(const std::string& name, unsigned kind, std::uint64_t rows,
                       std::uint64_t columns, std::uint64_t bytes) {
  std::string text, flags, sizes;
  add(text, kMatrix), add(text, bytes);
  add(flags, kind), add(flags, 0);
  add(sizes, rows), add(sizes, columns);
  add_element(text, kUint32, flags);
  add_element(text, kInt32, sizes);
  add_element(text, kInt8, name);
  return text;
}

/// A char array without a name, as a cell holds it.
std::string cell_of(const std::string& text) {
  const auto length = from_utf8(text.data(), text.size()).size();
  std::string cell =
      array_head("", kCharClass, length == 0 ? 0 : 1, length, array_bytes("", text.size()));
  add_element(cell, kUtf8, text);
  return cell;
}

}  // namespace

MatFileWriter::MatFileWriter(const std::filesystem::path& file) : file_(file), out_(file) {
  std::string head = "MATLAB 5.0 MAT-file, written by Zeroth";
  head.resize(kHeaderText, ' ');
  head.append(8, '\0');
  head += {'\0', '\1', 'I', 'M'};  // version 1.0, little endian
  out_.write(head.data(), head.size());
}

void MatFileWriter::begin(const std::string& name, unsigned kind, std::uint64_t rows,
                          std::uint64_t columns, unsigned type, std::uint64_t bytes) {
  if (bytes > kMostBytes) {
    throw Error(Fault::bad_data,
                {fmt::format("the variable \"{}\" is too large for a MATLAB file", name),
                 file_.string(),
                 {fmt::format("it has {} bytes, and {} are the most there", bytes, kMostBytes)},
                 "write .npy or HDF5 files"});
  }
  std::string head = array_head(name, kind, rows, columns, array_bytes(name, bytes));
  add(head, type), add(head, bytes);
  out_.write(head.data(), head.size());
}

void MatFileWriter::write_columns(const std::string& name, const Matrix& rows) {
  const auto width = static_cast<std::uint64_t>(rows.columns());
  const auto count = static_cast<std::uint64_t>(rows.rows());
  const std::uint64_t bytes = width * count * sizeof(float);
  begin(name, kSingleClass, width, count, kSingle, bytes);
  out_.write(rows.data(), bytes);
  out_.write("\0\0\0\0\0\0\0", padded(bytes) - bytes);
}

void MatFileWriter::write(const std::string& name, const std::vector<std::int64_t>& integers,
                          std::int64_t base) {
  std::vector<double> numbers;
  for (const std::int64_t one : integers) numbers.push_back(static_cast<double>(one + base));
  const std::uint64_t bytes = numbers.size() * sizeof(double);
  begin(name, kDoubleClass, numbers.size(), 1, kDouble, bytes);
  out_.write(numbers.data(), bytes);
}

void MatFileWriter::write(const std::string& name, const std::vector<std::string>& texts) {
  std::string cells;
  for (const std::string& text : texts) cells += cell_of(text);
  const std::string head =
      array_head(name, kCellClass, texts.size(), 1, head_bytes(name) + cells.size());
  out_.write(head.data(), head.size());
  out_.write(cells.data(), cells.size());
}

}  // namespace zeroth::formats
