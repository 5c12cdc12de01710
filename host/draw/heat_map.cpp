#include "host/draw/heat_map.h"

#include <algorithm>

namespace zeroth::host {
namespace {

constexpr double kLongSide = 196;  // a whole number of pixels for 7 and 14 regions
constexpr const char* kColour = "#D00000";
constexpr double kStrongest = 0.85;  // a little of the image shines through everywhere

double side(std::int64_t regions, std::int64_t most) {
  return kLongSide * static_cast<double>(regions) / static_cast<double>(most);
}

}  // namespace

double heat_map_width(std::int64_t rows, std::int64_t columns) {
  return side(columns, std::max(rows, columns));
}

double heat_map_height(std::int64_t rows, std::int64_t columns) {
  return side(rows, std::max(rows, columns));
}

Svg draw(const HeatMap& map) {
  const double width = heat_map_width(map.rows, map.columns);
  const double height = heat_map_height(map.rows, map.columns);
  Svg svg(width, height, map.title);
  svg.add("rect", {{"width", width}, {"height", height}, {"fill", "#f2f2f2"}});
  if (!map.background.empty()) svg.add("use", {{"href", "#" + map.background}});
  const float most = *std::max_element(map.weights.begin(), map.weights.end());
  const double cell = width / static_cast<double>(map.columns);
  for (std::int64_t i = 0; i < map.rows * map.columns; ++i) {
    const float weight = map.weights[static_cast<std::size_t>(i)];
    if (!(weight > 0)) continue;
    svg.add("rect", {{"x", static_cast<double>(i % map.columns) * cell},
                     {"y", static_cast<double>(i / map.columns) * cell},
                     {"width", cell},
                     {"height", cell},
                     {"fill", kColour},
                     {"fill-opacity", kStrongest * static_cast<double>(weight / most)}});
  }
  return svg;
}

Svg heat_legend() {
  constexpr int kSteps = 20;
  constexpr double kStep = 9, kBar = 14;
  Svg svg(kSteps * kStep + 190, 34, "from weight 0 to the largest weight of the map");
  for (int i = 0; i <= kSteps; ++i) {
    svg.add("rect", {{"x", i * kStep},
                     {"y", 0},
                     {"width", kStep},
                     {"height", kBar},
                     {"fill", kColour},
                     {"fill-opacity", kStrongest * i / kSteps}});
  }
  svg.add_text("0", {{"x", 0}, {"y", 29}});
  svg.add_text("the map's largest weight",
               {{"x", (kSteps + 1) * kStep}, {"y", 29}, {"text-anchor", "end"}});
  return svg;
}

}  // namespace zeroth::host
