#include "host/base/csv_field.h"

#include <doctest/doctest.h>

using zeroth::host::csv_field;

TEST_CASE("a field of CSV: in quotes only where it must be") {
  CHECK(csv_field("red fox; 3.5") == "red fox; 3.5");
  CHECK(csv_field("") == "");
  CHECK(csv_field("a,b") == "\"a,b\"");
  CHECK(csv_field("say \"x\"") == "\"say \"\"x\"\"\"");
  CHECK(csv_field("two\nlines") == "\"two\nlines\"");
  CHECK(csv_field("cr\r") == "\"cr\r\"");
}
