#pragma once

#include "host/draw/drawing.h"
#include "host/draw/svg.h"

namespace zeroth::host {

/// Whose colours a drawing has.
enum class SvgColours {
  own,   ///< on white, for a file of its own
  page,  ///< those of the CSS variables of the page that it stands in, so that it can be dark
};

/// A drawing as SVG. That of a page says in attributes `data-` where its values lie, for scripts
/// that answer whoever points at it: of the drawing `data-plot` (left, top, right, bottom) and
/// `data-values` (x and y at these sides), and of every line the name of its series.
Svg svg_of(const Drawing& drawing, SvgColours colours);

}  // namespace zeroth::host
