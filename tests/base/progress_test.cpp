#include "host/base/progress.h"

#include <doctest/doctest.h>

using namespace zeroth::host;

TEST_CASE("what a line of progress says is left") {
  CHECK(seconds_left_in("adversarial epoch 10/20  0.4 s  12 s left  critic 9.6") == 12);
  CHECK(seconds_left_in("epoch 10/20  3:20 min left") == 200);
  CHECK(seconds_left_in("epoch 1/20  30.0 s  H 31.2  1:05 h left  a 1") == 3900);
  CHECK(!seconds_left_in("epoch 20/20  12.0 s  critic 1"));
  CHECK(!seconds_left_in("run directory: runs/12 s left"));
  CHECK(!seconds_left_in(""));
}
