#include <doctest/doctest.h>

#include <cmath>

#include "host/draw/heat_map.h"
#include "host/draw/line_chart.h"

using namespace zeroth::host;

namespace {

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at) ++found;
  return found;
}

bool has(const Svg& svg, const std::string& part) { return count(svg.element(), part) > 0; }

}  // namespace

TEST_CASE("round numbers for an axis") {
  CHECK(round_numbers(0, 100, 5) == std::vector<double>{0, 20, 40, 60, 80, 100});
  const std::vector<double> small = round_numbers(0, 1, 6);
  REQUIRE(small.size() == 6);
  CHECK(small.back() == doctest::Approx(1));
  const std::vector<double> across = round_numbers(-0.31, 0.42, 6);
  CHECK(across.front() == doctest::Approx(-0.3));
  CHECK(across.back() == doctest::Approx(0.4));
  for (double width = 1e-6; width < 1e6; width *= 3.7) {
    const auto numbers = round_numbers(-width, 2 * width, 6);
    CHECK(numbers.size() >= 4);
    CHECK(numbers.size() <= 11);
  }
}

TEST_CASE("a chart has its curves, its axes, its title and its mark in the right places") {
  LineChart chart{
      "a & b", "share", {{"U", {{0, 0}, {1, 100}}}, {"S", {{0, 50}, {1, 50}}}}, 0.5, "the run"};
  const Svg svg = draw(chart);
  CHECK(has(svg, "<title>a &amp; b</title>"));
  CHECK(has(svg, "points=\"56,308 530,52\" fill=\"none\" stroke=\"#D55E00\""));
  CHECK(has(svg, "points=\"56,180 530,180\" fill=\"none\" stroke=\"#0072B2\""));
  CHECK(has(svg, "x1=\"293\" x2=\"293\" y1=\"52\" y2=\"308\" stroke=\"#666666\" stroke-dasharray"));
  for (const char* text : {">U</text>", ">S</text>", ">share</text>", ">the run</text>",
                           ">0.2</text>", ">100</text>", ">%</text>"}) {
    CHECK(has(svg, text));
  }
}

TEST_CASE("a chart of one point, and one whose mark lies outside of its curves") {
  CHECK(!has(draw(LineChart{"", "", {{"U", {{3, 10}}}}, 3, ""}), "nan"));
  const Svg svg = draw(LineChart{"", "", {{"U", {{0, 0}, {1, 0}}}}, 2, ""});
  CHECK(has(svg, "points=\"56,308 293,308\""));
  CHECK(has(svg, "x1=\"530\" x2=\"530\""));
}

TEST_CASE("a heat map: a region is as opaque as its weight, row by row") {
  const Svg svg = draw(HeatMap{"where <k>", 2, 4, {0, 1, 0, 0, 0, 0, 0, 2}, ""});
  CHECK(svg.width() == 196);
  CHECK(svg.height() == 98);
  CHECK(has(svg, "<title>where &lt;k&gt;</title>"));
  CHECK(count(svg.element(), "fill-opacity") == 2);
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
  CHECK(count(empty.element(), "fill-opacity") == 0);
  CHECK(heat_map_width(3, 2) == doctest::Approx(196.0 * 2 / 3));
  CHECK(heat_map_height(3, 2) == 196);
  CHECK(has(heat_legend(), "fill-opacity=\"0\""));
  CHECK(has(heat_legend(), "fill-opacity=\"0.85\""));
}
