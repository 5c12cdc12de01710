#pragma once

#include <vector>

#include "host/draw/drawing.h"

namespace zeroth::host {

/// The corners of a marker around (0, 0); of a cross two strokes. Not for circles.
std::vector<std::vector<Spot>> marker_strokes(MarkerShape shape, double size);

/// Whether a marker is an area and no cross.
inline bool is_filled(MarkerShape shape) { return shape != MarkerShape::cross; }

}  // namespace zeroth::host
