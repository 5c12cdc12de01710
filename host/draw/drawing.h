#pragma once

#include <string>
#include <variant>
#include <vector>

#include "host/draw/palette.h"

namespace zeroth::host {

/// A place in pixels; y points down.
struct Spot {
  double x = 0, y = 0;
};

/// Straight lines from spot to spot.
struct DrawnPath {
  std::vector<Spot> spots;
  Colour stroke, fill;
  double width = 1;
  std::vector<double> dashes = {};
  bool is_closed = false;
  std::string name = {};  ///< of the series that it is the line of
  std::string tip = {};   ///< what it says to whoever points at it
};

enum class MarkerShape { circle, square, triangle, diamond, down, cross };

/// The shape of the markers of a series.
inline MarkerShape marker_of(std::size_t series) { return static_cast<MarkerShape>(series % 6); }

/// The same marker at some places.
struct DrawnMarkers {
  std::vector<Spot> spots;
  MarkerShape shape = MarkerShape::circle;
  Colour colour;
  double size = 6;                     ///< from side to side
  std::string name = {};               ///< of their series
  std::vector<std::string> tips = {};  ///< one for each spot, or none
};

enum class TextAnchor { start, middle, end };

struct DrawnText {
  Spot spot;  ///< on the base line
  std::string text;
  TextAnchor anchor = TextAnchor::start;
  double size = 12;
  Colour colour = {Ink::text};
  bool is_turned = false;  ///< by a quarter, so that it reads upwards
};

using DrawnShape = std::variant<DrawnPath, DrawnMarkers, DrawnText>;

/// The part of a drawing in which its values lie, and the values at its sides.
struct PlotArea {
  double left = 0, top = 0, right = 0, bottom = 0;
  double x_low = 0, x_high = 1, y_low = 0, y_high = 1;
  bool x_is_logarithmic = false, y_is_logarithmic = false;
  std::string x_title = {}, y_title = {};
};

/// Shapes in the order in which they are drawn, for every format that has shapes.
struct Drawing {
  double width = 0, height = 0;
  std::string title, about;
  std::vector<DrawnShape> shapes;
  PlotArea area;
};

}  // namespace zeroth::host
