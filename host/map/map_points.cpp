#include "host/map/map_points.h"

#include <fmt/format.h>

#include "host/base/csv_field.h"

namespace zeroth::host {

const char* name_of(MapRow row) {
  switch (row) {
    case MapRow::training:
      return "training";
    case MapRow::test:
      return "test";
    default:
      return "synthetic";
  }
}

std::string csv_of(const MapPoints& map) {
  std::string text = "run,method,row,class,seen,x,y\n";
  const std::string start = csv_field(map.run) + "," + csv_field(map.method) + ",";
  for (const MapPoint& one : map.points) {
    const MapClass& of = map.classes.at(one.of);
    text += fmt::format("{}{},{},{},{},{}\n", start, name_of(one.row), csv_field(of.name),
                        of.is_seen ? "seen" : "unseen", one.x, one.y);
  }
  return text;
}

}  // namespace zeroth::host
