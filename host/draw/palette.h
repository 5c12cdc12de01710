#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace zeroth::host {

/// What a colour is for.
enum class Ink { none, paper, text, quiet, grid, series };

/// A colour by its purpose, so that a page can show it in its own way, light or dark.
struct Colour {
  Ink ink = Ink::none;
  std::size_t number = 0;  ///< of a series
  double opacity = 1;
};

/// How many series differ in colour; the next as many differ in their dashes, too.
constexpr std::size_t kSeriesColours = 6;

/// "#rrggbb" on white paper: told apart by the colour-blind too (after Okabe and Ito), darkened
/// until each stands out from white by 3 to 1 or more.
std::string hex_of(const Colour& colour);

/// The name of the CSS variable that holds it on a page: "--chart-text", "--chart-3".
std::string variable_of(const Colour& colour);

/// Lengths of dashes and gaps of the line of a series; none: it has no gaps.
std::vector<double> dashes_of(std::size_t series);

}  // namespace zeroth::host
