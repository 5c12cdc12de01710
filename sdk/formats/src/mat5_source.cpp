#include "sdk/formats/src/mat5_source.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/formats/inflate.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "sdk/formats/src/mat5_elements.h"
#include "sdk/formats/src/mat_text.h"

namespace zeroth::formats {
namespace {

constexpr std::size_t kHeaderSize = 128;
constexpr std::size_t kOrderPlace =
    126;  // "IM" or, where the most significant byte comes first, "MI"
constexpr std::size_t kBeginning = 64u << 10;  // of a compressed variable; what comes first fits
constexpr std::uint32_t kComplexFlag = 0x800, kLogicalFlag = 0x200;
constexpr int kDeepest = 16;

enum Class : std::uint32_t { kCell = 1, kStruct, kObject, kChar, kSparse, kFunction = 16, kOpaque };
constexpr const char* kClassNames[] = {
    "",       "cell",   "struct",          "object", "char",   "sparse", "double",
    "single", "int8",   "uint8",           "int16",  "uint16", "int32",  "uint32",
    "int64",  "uint64", "function_handle", "opaque"};

/// What comes before the content of a matrix.
struct Beginning {
  std::uint32_t kind = 0;
  MatVariable variable;
};

bool read_size(const Mat5Element& element, std::vector<std::int64_t>& size) {
  const auto numbers = element.numbers();
  if (!numbers || numbers->count < 2 || numbers->type.width != 4) return false;
  size = integers_of(*numbers);
  return true;
}

/// Objects of later MATLABs: no size, but the name of their class after "MCOS".
bool read_opaque(Mat5Reader& reader, MatVariable& variable) {
  Mat5Element name, system, class_name;
  if (!reader.next(name) || !reader.next(system) || !reader.next(class_name)) return false;
  variable.name = name.text();
  variable.kind = class_name.text();
  return true;
}

bool read_beginning(Mat5Reader& reader, Beginning& found) {
  Mat5Element flags, size, name;
  if (!reader.next(flags) || flags.type != ElementType::uint32 || flags.bytes.size != 8) {
    return false;
  }
  const std::uint32_t word = flags.bytes.word_at(0);
  found.kind = word & 0xff;
  if (found.kind == 0 || found.kind >= std::size(kClassNames)) return false;
  MatVariable& variable = found.variable;
  if (found.kind == kOpaque) return read_opaque(reader, variable);
  if (!reader.next(size) || !read_size(size, variable.size) || !reader.next(name)) return false;
  variable.name = name.text();
  variable.is_sparse = found.kind == kSparse;
  variable.is_complex = word & kComplexFlag;
  variable.kind = word & kLogicalFlag ? "logical" : kClassNames[found.kind];
  if (variable.kind == "sparse") variable.kind = "double";
  return true;
}

StoredNumbers next_numbers(Mat5Reader& reader) {
  Mat5Element element;
  const auto numbers = reader.next(element) ? element.numbers() : std::nullopt;
  if (!numbers) throw MatDamage{"its numbers are damaged"};
  return *numbers;
}

/// What follows the beginning of a matrix of numbers.
StoredNumbers read_dense(Mat5Reader& reader, const MatVariable& variable) {
  const std::size_t count = count_of(variable);
  if (count == 0 && reader.at_end()) return {};
  const StoredNumbers numbers = next_numbers(reader);
  if (numbers.count == count) return numbers;
  throw MatDamage{fmt::format("its {} numbers do not fill its size [{}]", numbers.count,
                              fmt::join(variable.size, ", "))};
}

StoredNumbers read_sparse(Mat5Reader& reader, const MatVariable& variable) {
  const auto rows = integers_of(next_numbers(reader));
  const auto starts = integers_of(next_numbers(reader));
  Mat5Element entries;
  if (!reader.at_end() && !reader.next(entries)) throw MatDamage{"its numbers are damaged"};
  // MATLAB calls truth values double and gives each one byte.
  if (entries.bytes.size == rows.size()) entries.type = ElementType::uint8;
  const auto numbers = entries.bytes.size == 0 ? StoredNumbers{} : entries.numbers();
  if (!numbers) throw MatDamage{"its numbers are damaged"};
  return fill_sparse(variable, rows, starts, *numbers);
}

std::vector<std::string> read_char(Mat5Reader& reader, const MatVariable& variable) {
  if (count_of(variable) == 0) return {};
  Mat5Element element;
  if (!reader.next(element)) throw MatDamage{"its characters are damaged"};
  Characters characters;
  if (element.type == ElementType::utf8) {
    characters = from_utf8(element.bytes.data, element.bytes.size);
  } else if (const auto numbers = element.numbers()) {
    const auto units = integers_of(*numbers);
    characters.assign(units.begin(), units.end());
  }
  std::vector<std::string> rows = text_rows(characters, variable.rows(), variable.columns());
  if (rows.empty()) throw MatDamage{"its characters do not fill its size"};
  return rows;
}

using Texts = std::optional<std::vector<std::string>>;
Texts read_texts(const Mat5Bytes& matrix, int depth);

/// One text of a cell array: a row of characters, `[]`, or a cell around a text.
std::optional<std::string> read_cell(const Mat5Element& cell, int depth) {
  if (cell.type != ElementType::matrix) throw MatDamage{"its cells are damaged"};
  if (cell.bytes.size == 0) return "";
  Mat5Reader reader(cell.bytes);
  Beginning beginning;
  if (!read_beginning(reader, beginning)) throw MatDamage{"its cells are damaged"};
  if (beginning.kind != kOpaque && count_of(beginning.variable) == 0) return "";
  const Texts texts = read_texts(cell.bytes, depth + 1);
  if (!texts || texts->size() != 1) return std::nullopt;
  return texts->front();
}

Texts read_texts(const Mat5Bytes& matrix, int depth) {
  Mat5Reader reader(matrix);
  Beginning beginning;
  if (depth > kDeepest || !read_beginning(reader, beginning)) {
    throw MatDamage{"its cells are damaged"};
  }
  if (beginning.kind == kChar) return read_char(reader, beginning.variable);
  if (beginning.kind != kCell) return std::nullopt;
  std::vector<std::string> texts;
  const std::size_t count = count_of(beginning.variable);
  for (std::size_t i = 0; i < count; ++i) {
    Mat5Element cell;
    if (!reader.next(cell)) throw MatDamage{"its cells are damaged"};
    const auto text = read_cell(cell, depth);
    if (!text) return std::nullopt;
    texts.push_back(*text);
  }
  return texts;
}

class Mat5Source : public MatSource {
 public:
  explicit Mat5Source(const MappedFile& file) : file_(file) {
    const bool big_endian = std::memcmp(file.data + kOrderPlace, "MI", 2) == 0;
    Mat5Reader reader({file.data + kHeaderSize, file.size - kHeaderSize, big_endian});
    while (!reader.at_end()) {
      const std::size_t place = kHeaderSize + reader.at();
      Mat5Element element;
      if (!reader.next(element)) {
        throw MatDamage{
            fmt::format("it is cut short: what begins at byte {} does not end in the file", place)};
      }
      if (!add(element)) {
        throw MatDamage{
            fmt::format("it is damaged: the variable at byte {} cannot be read", place)};
      }
    }
  }

  const std::vector<MatVariable>& variables() const override { return variables_; }

  StoredNumbers numbers(std::size_t variable) const override {
    const auto [matrix, owner] = content(variable);
    Mat5Reader reader(matrix);
    Beginning beginning;
    if (!read_beginning(reader, beginning)) throw MatDamage{"it is damaged"};
    StoredNumbers found = beginning.variable.is_sparse ? read_sparse(reader, beginning.variable)
                                                       : read_dense(reader, beginning.variable);
    if (!found.owner) found.owner = owner;
    return found;
  }

  Texts texts(std::size_t variable) const override {
    const auto content_and_owner = content(variable);
    return read_texts(content_and_owner.first, 0);
  }

 private:
  /// False when its beginning is damaged.
  bool add(const Mat5Element& element) {
    Mat5Bytes matrix = element.bytes;
    std::string unpacked;
    if (element.type == ElementType::compressed) {
      unpacked = inflate(element.bytes.data, element.bytes.size, kBeginning);
      if (unpacked.size() < kTagSize) return false;
      matrix = {unpacked.data() + kTagSize, unpacked.size() - kTagSize, matrix.big_endian};
    } else if (element.type != ElementType::matrix) {
      return false;
    }
    Beginning beginning;
    Mat5Reader reader(matrix);
    if (!read_beginning(reader, beginning)) return false;
    // What has no name is the workspace of functions and objects.
    if (beginning.variable.name.empty()) return true;
    variables_.push_back(std::move(beginning.variable));
    elements_.push_back(element);
    return true;
  }

  std::pair<Mat5Bytes, std::shared_ptr<const void>> content(std::size_t variable) const {
    const Mat5Element& element = elements_[variable];
    if (element.type == ElementType::matrix) return {element.bytes, file_.owner};
    const Mat5Bytes& packed = element.bytes;
    const std::string tag = inflate(packed.data, packed.size, kTagSize);
    const Mat5Bytes head{tag.data(), tag.size(), packed.big_endian};
    if (ElementType{head.word_at(0)} != ElementType::matrix) throw MatDamage{"it is damaged"};
    const std::size_t size = head.word_at(4);
    auto unpacked = inflate_whole(packed.data, packed.size, kTagSize + size);
    if (!unpacked) throw MatDamage{"what was compressed is damaged"};
    const auto owner = std::make_shared<const std::string>(std::move(*unpacked));
    return {{owner->data() + kTagSize, size, packed.big_endian}, owner};
  }

  MappedFile file_;
  std::vector<MatVariable> variables_;
  std::vector<Mat5Element> elements_;  ///< one for each variable
};

}  // namespace

std::unique_ptr<MatSource> open_mat5(const MappedFile& file) {
  return std::make_unique<Mat5Source>(file);
}

}  // namespace zeroth::formats
