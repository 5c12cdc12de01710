#pragma once

#include <cstddef>

#include "host/draw/chart.h"
#include "host/map/map_points.h"

namespace zeroth::host {

/// A map of rows in the plane: real rows of seen and of unseen classes, and synthetic ones.
/// @param number  of the map in the report, from 1
Chart map_chart(const MapPoints& map, std::size_t number);

}  // namespace zeroth::host
