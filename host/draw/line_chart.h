#pragma once

#include <string>
#include <utility>
#include <vector>

#include "host/draw/svg.h"

namespace zeroth::host {

/// Curves over one axis in percent, and one place of the axis that is marked.
struct LineChart {
  std::string title, axis;
  struct Curve {
    std::string name;
    std::vector<std::pair<double, double>> points;  ///< along the axis, percent
  };
  std::vector<Curve> curves;  ///< at most as many as there are colours: four
  double marked = 0;
  std::string mark;  ///< what is there
};

Svg draw(const LineChart& chart);

/// About `wanted` round numbers within [low, high].
std::vector<double> round_numbers(double low, double high, int wanted);

}  // namespace zeroth::host
