#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/draw/svg.h"

namespace zeroth::host {

/// Weights of the regions of an image. The strongest region is opaque, a weight of zero clear.
struct HeatMap {
  std::string title;
  std::int64_t rows = 0, columns = 0;
  std::vector<float> weights;  ///< [rows, columns]
  std::string background;      ///< id of an element of the page that lies behind; empty = none
};

Svg draw(const HeatMap& map);

/// What the colours mean, from nothing to the strongest region.
Svg heat_legend();

/// Side lengths of a drawn map in pixels, so that its background fits.
double heat_map_width(std::int64_t rows, std::int64_t columns);
double heat_map_height(std::int64_t rows, std::int64_t columns);

}  // namespace zeroth::host
