#include "host/draw/heat_map.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace zeroth::host;

namespace {

std::size_t shapes(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at) ++found;
  return found;
}

bool has(const Svg& svg, const std::string& part) { return shapes(svg.element(), part) > 0; }

}  // namespace

TEST_CASE("a heat map: a region is as opaque as its weight, row by row") {
  const Svg svg = draw(HeatMap{"where <k>", 2, 4, {0, 1, 0, 0, 0, 0, 0, 2}, ""});
  CHECK(svg.width() == 196);
  CHECK(svg.height() == 98);
  CHECK(has(svg, "<title>where &lt;k&gt;</title>"));
  CHECK(shapes(svg.element(), "fill-opacity") == 2);
  CHECK(has(svg,
            "<rect x=\"49\" y=\"0\" width=\"49\" height=\"49\" fill=\"#D00000\" "
            "fill-opacity=\"0.42\"/>") != has(svg,
                                              "<rect x=\"49\" y=\"0\" width=\"49\" height=\"49\" "
                                              "fill=\"#D00000\" fill-opacity=\"0.43\"/>"));
  CHECK(has(svg,
            "<rect x=\"147\" y=\"49\" width=\"49\" height=\"49\" fill=\"#D00000\" "
            "fill-opacity=\"0.85\"/>"));
  CHECK(!has(svg, "<use"));
}

TEST_CASE("a heat map over a picture, one without any weight, and the legend") {
  CHECK(has(draw(HeatMap{"", 1, 1, {1}, "picture"}), "<use href=\"#picture\"/>"));
  const Svg empty = draw(HeatMap{"", 1, 2, {0, std::nanf("")}, ""});
  CHECK(shapes(empty.element(), "fill-opacity") == 0);
  CHECK(heat_map_width(3, 2) == doctest::Approx(196.0 * 2 / 3));
  CHECK(heat_map_height(3, 2) == 196);
  CHECK(has(heat_legend(), "fill-opacity=\"0\""));
  CHECK(has(heat_legend(), "fill-opacity=\"0.85\""));
}
