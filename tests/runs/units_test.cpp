#include "host/runs/units.h"

#include <doctest/doctest.h>

using namespace zeroth::host;

TEST_CASE("units: spans and sizes as people write and read them") {
  CHECK(span_of("90") == 90);
  CHECK(span_of("45m") == 2700);
  CHECK(span_of("1.5 h") == 5400);
  CHECK(span_of("30d") == 30 * 86400);
  CHECK(span_of("1w") == 7 * 86400);
  for (const char* wrong : {"", "d", "3x", "1e999d", "inf", "nan", "3 4", "0x10"})
    CHECK(!span_of(wrong));
  CHECK(size_of("10M") == 10 * 1024 * 1024);
  CHECK(size_of("1GiB") == 1024.0 * 1024 * 1024);
  CHECK(size_of("7kb") == 7 * 1024);
  CHECK(!size_of("M"));
  CHECK(number_of("+3") == 3);
  CHECK(!number_of("+"));
  CHECK(!number_of("3,5"));
  CHECK(span_text(0.25) == "0.2 s");
  CHECK(span_text(59.9) == "59 s");
  CHECK(span_text(3599) == "59 m");
  CHECK(span_text(47 * 3600) == "47 h");
  CHECK(span_text(3 * 86400) == "3 d");
  CHECK(size_text(0) == "0 B");
  CHECK(size_text(1023) == "1023 B");
  CHECK(size_text(1536) == "1.5 K");
  CHECK(size_text(12u << 20) == "12 M");
}
