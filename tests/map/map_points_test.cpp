#include "host/map/map_points.h"

#include <doctest/doctest.h>

using namespace zeroth::host;

TEST_CASE("points as CSV: names of classes may hold commas") {
  const MapPoints map{"a run",
                      "pca",
                      {{"blue, jay", true}, {"wren", false}},
                      {{0.5, -1.25, MapRow::training, 0}, {1e-3, 2, MapRow::synthetic, 1}},
                      {}};
  CHECK(csv_of(map) ==
        "run,method,row,class,seen,x,y\n"
        "a run,pca,training,\"blue, jay\",seen,0.5,-1.25\n"
        "a run,pca,synthetic,wren,unseen,0.001,2\n");
  CHECK(std::string(name_of(MapRow::test)) == "test");
}
