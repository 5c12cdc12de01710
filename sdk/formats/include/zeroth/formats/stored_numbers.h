#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace zeroth::formats {

/// How one number lies in a file.
struct NumberType {
  enum Kind { integer, natural, floating };  ///< with a sign, without one, IEEE 754
  Kind kind = floating;
  std::size_t width = 4;  ///< bytes: 1, 2, 4 or 8; floating 2, 4, 8, or 16 of which x87 uses 10
  bool big_endian = false;

  /// "float16", "int64", "uint8", ... without the order of bytes.
  std::string name() const;
  bool is_float32() const { return kind == floating && width == 4 && !big_endian; }
};

/// Numbers as they lie in a file, at any place in memory.
struct StoredNumbers {
  NumberType type;
  const char* data = nullptr;
  std::size_t count = 0;
  std::shared_ptr<const void> owner;  ///< keeps `data` alive
};

/// Writes `count` numbers, each rounded to the nearest float32.
void copy_as_floats(const StoredNumbers& numbers, float* out);

/// A number for which no integer stands: 2.5, not-a-number, one beyond what its type can tell
/// apart.
struct NotWhole {
  std::size_t place = 0;  ///< counted from 0
  std::string text;       ///< as a person would write it
};

/// Writes `count` numbers of any type as integers, up to the first that is none.
std::optional<NotWhole> copy_as_integers(const StoredNumbers& numbers, std::int64_t* out);

}  // namespace zeroth::formats
