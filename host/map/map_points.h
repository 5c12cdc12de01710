#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace zeroth::host {

/// What a point of a map stands for.
enum class MapRow {
  training,   ///< a real row that the run learned from
  test,       ///< a real row of the test set
  synthetic,  ///< made by the run's generator
};

struct MapClass {
  std::string name;  ///< or the id in digits
  bool is_seen = false;
};

struct MapPoint {
  double x = 0, y = 0;  ///< of no unit: distances in a map are like one another, no more
  MapRow row = MapRow::test;
  std::uint32_t of = 0;  ///< of MapPoints::classes
};

/// Real and synthetic rows of a run in the plane.
struct MapPoints {
  std::string run;     ///< name of the run directory
  std::string method;  ///< "pca" or "t-sne"
  std::vector<MapClass> classes;
  std::vector<MapPoint> points;
  /// What a caption has to say: how many rows were drawn out of how many, the share of the variance
  /// that PCA keeps, perplexity, seed. Sentences; more of them than one may be there.
  std::vector<std::string> notes;
};

}  // namespace zeroth::host
