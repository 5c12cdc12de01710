#include "host/base/lower_case.h"

#include <doctest/doctest.h>

using namespace zeroth::host;

TEST_CASE("lower case: letters of ASCII only") {
  CHECK(lower_case("CUB-2011.JPEG") == "cub-2011.jpeg");
  CHECK(lower_case("\xc3\x84") == "\xc3\x84");  // bytes of UTF-8 stay
  CHECK(lower_case("").empty());
}
