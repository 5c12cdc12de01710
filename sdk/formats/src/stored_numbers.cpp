#include <fmt/format.h>
#include <zeroth/formats/stored_numbers.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

namespace zeroth::formats {
namespace {

/// IEEE 754 binary16, which C++17 has no type for.
struct Half {
  std::uint16_t bits = 0;

  explicit operator float() const {
    const std::uint32_t exponent = (bits >> 10) & 31u, fraction = bits & 1023u;
    float value = static_cast<float>(fraction) * 0x1p-24f;
    if (exponent != 0) {
      const std::uint32_t wider = exponent == 31 ? 255 : exponent - 15 + 127;
      const std::uint32_t word = wider << 23 | fraction << 13;
      std::memcpy(&value, &word, sizeof(value));
    }
    return bits & 0x8000 ? -value : value;
  }
};

template <class T>
T load(const char* from, bool swapped) {
  T value;
  if (!swapped) {
    std::memcpy(&value, from, sizeof(T));
    return value;
  }
  std::array<char, sizeof(T)> bytes;
  std::reverse_copy(from, from + sizeof(T), bytes.begin());
  std::memcpy(&value, bytes.data(), sizeof(T));
  return value;
}

template <class Use>
void with_floating(std::size_t width, Use&& use) {
  if (width == 2) return use(Half{});
  if (width == 4) return use(float{});
  if (width == 8) return use(double{});
  use(static_cast<long double>(0));
}

template <class Use>
void with_integer(std::size_t width, Use&& use) {
  if (width == 1) return use(std::int8_t{});
  if (width == 2) return use(std::int16_t{});
  if (width == 4) return use(std::int32_t{});
  use(std::int64_t{});
}

template <class Use>
void with_natural(std::size_t width, Use&& use) {
  if (width == 1) return use(std::uint8_t{});
  if (width == 2) return use(std::uint16_t{});
  if (width == 4) return use(std::uint32_t{});
  use(std::uint64_t{});
}

/// Calls `use` with a value of the C++ type that lies in the file.
template <class Use>
void with_type(const NumberType& type, Use&& use) {
  if (type.kind == NumberType::floating) return with_floating(type.width, use);
  if (type.kind == NumberType::integer) return with_integer(type.width, use);
  with_natural(type.width, use);
}

template <class T>
auto plain(T value) {
  if constexpr (std::is_same_v<T, Half>) {
    return static_cast<float>(value);
  } else {
    return value;
  }
}

template <class T>
bool to_integer(T value, std::int64_t& out) {
  if constexpr (std::is_floating_point_v<T>) {
    // Beyond 2^53 a double no longer tells whole numbers apart.
    if (!(std::abs(value) <= T(0x1p53)) || value != std::floor(value)) return false;
  } else if constexpr (std::is_same_v<T, std::uint64_t>) {
    if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return false;
  }
  out = static_cast<std::int64_t>(value);
  return true;
}

}  // namespace

std::string NumberType::name() const {
  constexpr const char* kNames[] = {"int", "uint", "float"};
  return fmt::format("{}{}", kNames[kind], 8 * width);
}

void copy_as_floats(const StoredNumbers& numbers, float* out) {
  with_type(numbers.type, [&](auto zero) {
    using T = decltype(zero);
    const char* from = numbers.data;
    for (std::size_t i = 0; i < numbers.count; ++i, from += sizeof(T)) {
      out[i] = static_cast<float>(load<T>(from, numbers.type.big_endian));
    }
  });
}

std::optional<NotWhole> copy_as_integers(const StoredNumbers& numbers, std::int64_t* out) {
  std::optional<NotWhole> first;
  with_type(numbers.type, [&](auto zero) {
    using T = decltype(zero);
    const char* from = numbers.data;
    for (std::size_t i = 0; i < numbers.count && !first; ++i, from += sizeof(T)) {
      const auto value = plain(load<T>(from, numbers.type.big_endian));
      if (!to_integer(value, out[i])) first = NotWhole{i, fmt::format("{}", value)};
    }
  });
  return first;
}

}  // namespace zeroth::formats
