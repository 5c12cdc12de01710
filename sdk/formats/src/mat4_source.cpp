#include "sdk/formats/src/mat4_source.h"

#include <fmt/format.h>

#include <cstring>
#include <utility>

#include "sdk/formats/src/mat_text.h"

namespace zeroth::formats {
namespace {

constexpr std::size_t kHeader4Size = 20;
constexpr std::uint32_t kLongestName = 1024;

enum Content : std::uint32_t { kFull, kText, kSparseContent };

// By the digit of the type that says how numbers are stored.
constexpr NumberType kTypes[] = {{NumberType::floating, 8}, {NumberType::floating, 4},
                                 {NumberType::integer, 4},  {NumberType::integer, 2},
                                 {NumberType::natural, 2},  {NumberType::natural, 1}};
constexpr const char* kKinds[] = {"double", "single", "int32", "int16", "uint16", "uint8"};

/// A variable, and where its real numbers lie.
struct Stored4 {
  MatVariable variable;
  Content content{};
  StoredNumbers numbers;  ///< of a sparse one rows of [row, column, number], column after column
  std::size_t rows = 0, columns = 0;
};

std::uint32_t word4_at(const char* data, bool swapped) {
  std::uint32_t word = 0;
  std::memcpy(&word, data, sizeof(word));
  return swapped ? __builtin_bswap32(word) : word;
}

/// The digits of the type: 1000 machine + 10 numbers + content, machine 0 or, where the most
/// significant byte comes first, 1.
bool is_type(std::uint32_t type, bool big_endian) {
  return type / 1000 == (big_endian ? 1u : 0u) && type / 100 % 10 == 0 &&
         type / 10 % 10 < std::size(kTypes) && type % 10 <= kSparseContent;
}

/// Reads the variable at `place` and moves behind it; false where there is none.
bool read_variable(const MappedFile& file, std::size_t& place, Stored4& found) {
  if (file.size - place < kHeader4Size) return false;
  const char* header = file.data + place;
  const bool swapped = !is_type(word4_at(header, false), false);
  const std::uint32_t type = word4_at(header, swapped);
  if (!is_type(type, swapped)) return false;
  const auto word = [&](std::size_t i) { return word4_at(header + 4 * i, swapped); };
  const std::size_t name_size = word(4);
  const std::size_t left = file.size - place - kHeader4Size;
  if (word(3) > 1 || name_size == 0 || name_size > kLongestName || name_size > left) return false;
  const char* name = header + kHeader4Size;
  if (name[name_size - 1] != '\0') return false;
  found.rows = word(1), found.columns = word(2);
  found.numbers.type = kTypes[type / 10 % 10];
  found.numbers.type.big_endian = swapped;
  found.numbers.data = name + name_size;
  found.numbers.count = found.rows * found.columns;  // of 32 bits each
  const std::size_t room = (left - name_size) / found.numbers.type.width / (1 + word(3));
  if (found.numbers.count > room) return false;
  found.content = Content(type % 10);
  found.variable.name = name;
  found.variable.kind = found.content == kText ? "char" : kKinds[type / 10 % 10];
  found.variable.is_complex = word(3) == 1;
  found.variable.size = {word(1), word(2)};
  place +=
      kHeader4Size + name_size + found.numbers.count * found.numbers.type.width * (1 + word(3));
  return true;
}

/// A sparse one has a row of three or, when complex, four numbers for each entry: its row and
/// column, counted from 1, and itself. The last row has the size. They lie column after column.
StoredNumbers sparse_column(const Stored4& stored, std::size_t column) {
  StoredNumbers part = stored.numbers;
  part.data += column * stored.rows * part.type.width;
  part.count = stored.rows;
  return part;
}

void set_sparse_size(Stored4& stored) {
  if (stored.rows == 0 || stored.columns < 3) throw MatDamage{"its sparse entries are damaged"};
  stored.variable.is_sparse = true;
  stored.variable.is_complex = stored.columns > 3;
  stored.variable.size = {integers_of(sparse_column(stored, 0)).back(),
                          integers_of(sparse_column(stored, 1)).back()};
}

StoredNumbers filled(const Stored4& stored) {
  const auto rows = integers_of(sparse_column(stored, 0));
  const auto columns = integers_of(sparse_column(stored, 1));
  std::vector<float> values(stored.rows);
  copy_as_floats(sparse_column(stored, 2), values.data());
  FilledMatrix matrix(stored.variable);
  for (std::size_t i = 0; i + 1 < stored.rows; ++i) {
    matrix.set(rows[i] - 1, columns[i] - 1, values[i]);
  }
  return matrix.numbers();
}

class Mat4Source : public MatSource {
 public:
  explicit Mat4Source(const MappedFile& file) : file_(file) {
    for (std::size_t place = 0; place < file.size;) {
      const std::size_t begin = place;
      Stored4 stored;
      if (!read_variable(file, place, stored)) {
        throw MatDamage{fmt::format(
            "it is cut short or damaged: the variable at byte {} cannot be read", begin)};
      }
      if (stored.content == kSparseContent) set_sparse_size(stored);
      variables_.push_back(stored.variable);
      stored_.push_back(std::move(stored));
    }
  }

  const std::vector<MatVariable>& variables() const override { return variables_; }

  StoredNumbers numbers(std::size_t variable) const override {
    const Stored4& stored = stored_[variable];
    StoredNumbers found = stored.content == kSparseContent ? filled(stored) : stored.numbers;
    if (!found.owner) found.owner = file_.owner;
    return found;
  }

  std::optional<std::vector<std::string>> texts(std::size_t variable) const override {
    const Stored4& stored = stored_[variable];
    if (stored.content != kText) return std::nullopt;
    const auto codes = integers_of(stored.numbers);
    return text_rows({codes.begin(), codes.end()}, stored.variable.rows(),
                     stored.variable.columns());
  }

 private:
  MappedFile file_;
  std::vector<MatVariable> variables_;
  std::vector<Stored4> stored_;  ///< one for each variable
};

}  // namespace

bool begins_as_mat4(const MappedFile& file) {
  if (file.size < kHeader4Size) return false;
  const bool swapped = !is_type(word4_at(file.data, false), false);
  const auto word = [&](std::size_t i) { return word4_at(file.data + 4 * i, swapped); };
  return is_type(word(0), swapped) && word(3) <= 1 && word(4) > 0 && word(4) <= kLongestName;
}

std::unique_ptr<MatSource> open_mat4(const MappedFile& file) {
  return std::make_unique<Mat4Source>(file);
}

}  // namespace zeroth::formats
