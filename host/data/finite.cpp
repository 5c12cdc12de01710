#include "host/data/finite.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace zeroth::host {
namespace {

constexpr std::int64_t kBlock = 4096;
constexpr std::uint32_t kExponent = 0x7f800000U;         // all ones: infinite or not a number
constexpr std::uint32_t kExtreme = (127U + 50U) << 23U;  // the exponent of 2^50

/// Without a way out in the middle, so that the compiler can look at many elements at once.
template <std::uint32_t least>
bool any_exponent_from(const float* values, std::int64_t count) {
  std::uint32_t found = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, values + i, sizeof bits);
    found |= static_cast<std::uint32_t>((bits & kExponent) >= least);
  }
  return found != 0;
}

}  // namespace

std::int64_t first_not_finite(const Matrix& matrix) {
  const float* const begin = matrix.data();
  const std::int64_t count = matrix.rows() * matrix.columns();
  for (std::int64_t first = 0; first < count; first += kBlock) {
    const std::int64_t length = std::min(kBlock, count - first);
    if (!any_exponent_from<kExponent>(begin + first, length)) continue;
    const auto bad = [](float value) { return !std::isfinite(value); };
    return std::find_if(begin + first, begin + first + length, bad) - begin;
  }
  return count;
}

bool is_ordinary(const float* values, std::int64_t count) {
  return !any_exponent_from<kExtreme>(values, count);
}

}  // namespace zeroth::host
