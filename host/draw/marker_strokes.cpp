#include "host/draw/marker_strokes.h"

namespace zeroth::host {

std::vector<std::vector<Spot>> marker_strokes(MarkerShape shape, double size) {
  const double h = size / 2, wide = 1.15 * h;
  switch (shape) {
    case MarkerShape::square:
      return {{{-h, -h}, {h, -h}, {h, h}, {-h, h}}};
    case MarkerShape::triangle:
      return {{{0, -wide}, {wide, h}, {-wide, h}}};
    case MarkerShape::diamond:
      return {{{0, -wide}, {wide, 0}, {0, wide}, {-wide, 0}}};
    case MarkerShape::down:
      return {{{0, wide}, {wide, -h}, {-wide, -h}}};
    case MarkerShape::cross:
      return {{{-h, -h}, {h, h}}, {{-h, h}, {h, -h}}};
    case MarkerShape::circle:
      break;
  }
  return {};
}

}  // namespace zeroth::host
