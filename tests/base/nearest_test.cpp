#include <doctest/doctest.h>
#include <zeroth/nearest.h>

using namespace zeroth;
using namespace zeroth::host;

TEST_CASE("nearest: a mistyped name, but not a text of megabytes") {
  CHECK(nearest("epoch", {"batch", "epochs"}) == "epochs");
  const std::string huge(4u << 20, 'e');
  CHECK(nearest(huge, {huge + "s", "epochs"}).empty());
  CHECK(nearest("epoch", {huge}).empty());
}
