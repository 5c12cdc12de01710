#include "host/data/finite.h"

#include <doctest/doctest.h>

#include <limits>
#include <vector>

using zeroth::Matrix;
using zeroth::host::first_not_finite;
using zeroth::host::is_ordinary;

TEST_CASE("finite: the first bad element, wherever it is and whatever kind it is") {
  constexpr std::int64_t kRows = 13, kColumns = 1001;  // more than three blocks, the last not full
  using Limits = std::numeric_limits<float>;
  const std::vector<float> good(kRows * kColumns, Limits::max());
  CHECK(first_not_finite(Matrix(good, kRows, kColumns)) == kRows * kColumns);
  CHECK(first_not_finite(Matrix()) == 0);
  for (const float bad : {Limits::infinity(), -Limits::infinity(), Limits::quiet_NaN()}) {
    for (const std::int64_t place : {0, 1, 4095, 4096, 8000, 13012}) {
      std::vector<float> values = good;
      values[static_cast<std::size_t>(place)] = bad;
      values.back() = bad;
      CHECK(first_not_finite(Matrix(values, kRows, kColumns)) == place);
    }
  }
}

TEST_CASE("finite: what is too large to compute with") {
  using Limits = std::numeric_limits<float>;
  for (const float good : {0.0F, -1e15F, Limits::denorm_min()}) CHECK(is_ordinary(&good, 1));
  for (const float bad : {0x1p50F, -3e38F, Limits::infinity(), Limits::quiet_NaN()}) {
    CHECK_FALSE(is_ordinary(&bad, 1));
  }
}
