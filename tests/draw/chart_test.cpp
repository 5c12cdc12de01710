#include "host/draw/chart.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

#include "host/draw/axis_scale.h"
#include "host/draw/chart_csv.h"
#include "host/draw/chart_drawing.h"
#include "host/draw/chart_pgfplots.h"
#include "host/draw/drawing_pdf.h"
#include "host/draw/drawing_svg.h"
#include "host/draw/text_width.h"

using namespace zeroth::host;

namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at) ++found;
  return found;
}

Chart curves() {
  Chart chart{"curves", "a & b", "what <it> shows", {"epoch"}, {"H in %", 0, 100}};
  chart.series.push_back({"U_1", SeriesKind::line, {{1, 0}, {2, 50, 40, 60}, {3, 100, 90, 100}}});
  chart.series.push_back({"S", SeriesKind::line, {{1, 20}, {2, std::nan("")}, {3, 20.5}}});
  chart.marks.push_back({2, "the run"});
  return chart;
}

Chart matrix() {
  Chart chart{"confused", "confused", "", {"predicted"}, {"true"}};
  chart.x.names = {"red, fox", "dog"};
  chart.y.names = {"red, fox", "dog", "cat"};
  chart.matrix = ChartMatrix{"share in %", {80, 20, std::nan(""), 100, 0, 12.5}};
  return chart;
}

std::vector<DrawnText> texts_of(const Drawing& drawing) {
  std::vector<DrawnText> texts;
  for (const DrawnShape& shape : drawing.shapes) {
    if (const auto* text = std::get_if<DrawnText>(&shape)) texts.push_back(*text);
  }
  return texts;
}

struct Box {
  double left, top, right, bottom;
};

Box box_of(const DrawnText& text) {
  const double width = text_width(text.text, text.size);
  const double share = text.anchor == TextAnchor::start ? 0
                       : text.anchor == TextAnchor::end ? 1
                                                        : 0.5;
  const double up = 0.8 * text.size, down = 0.25 * text.size;
  if (text.is_turned) {
    return {text.spot.x - up, text.spot.y - (1 - share) * width, text.spot.x + down,
            text.spot.y + share * width};
  }
  return {text.spot.x - share * width, text.spot.y - up, text.spot.x + (1 - share) * width,
          text.spot.y + down};
}

/// That no two texts overlap and none leaves the drawing.
void check_texts(const Drawing& drawing) {
  const std::vector<DrawnText> texts = texts_of(drawing);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const Box a = box_of(texts[i]);
    INFO(texts[i].text);
    CHECK(a.left >= -0.01);
    CHECK(a.right <= drawing.width + 0.01);
    CHECK(a.top >= -0.01);
    CHECK(a.bottom <= drawing.height + 0.01);
    for (std::size_t j = 0; j < i; ++j) {
      const Box b = box_of(texts[j]);
      INFO(texts[j].text);
      const bool apart =
          a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
      CHECK(apart);
    }
  }
}

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

TEST_CASE("an axis: of values that are equal, nearly equal, huge, none") {
  const auto scale = [](std::vector<double> values, ChartAxis axis = {}) {
    AxisValues all;
    for (const double one : values) all.add(one);
    return AxisScale(axis, all, 0);
  };
  for (const auto& values : std::vector<std::vector<double>>{{},
                                                             {0},
                                                             {5},
                                                             {-5},
                                                             {1, std::nextafter(1, 2)},
                                                             {1e100, 1e100},
                                                             {1e-300},
                                                             {1e300, 3},
                                                             {kInfinite, std::nan(""), 2}}) {
    const AxisScale one = scale(values);
    CHECK(one.high() > one.low());
    CHECK(one.ticks(6).size() <= 12);
    for (const double value : values) {
      if (!is_drawable(value)) continue;
      CHECK(one.share(value) >= 0);
      CHECK(one.share(value) <= 1);
    }
  }
  CHECK(scale({1, 2, 3}).ticks(7) == std::vector<double>{1, 2, 3});  // no half epochs
  ChartAxis logarithmic;
  logarithmic.logarithmic = true;
  CHECK(scale({1, 10, 1000}, logarithmic).share(10) == doctest::Approx(1.0 / 3));
  CHECK(scale({1, 1000}, logarithmic).ticks(6).front() == doctest::Approx(1));
  CHECK(!scale({0, 1000}, logarithmic).is_logarithmic());  // 0 has no logarithm
  ChartAxis percent{"%", 0, 100};
  CHECK(scale({40, 60}, percent).share(50) == doctest::Approx(0.5));
}

TEST_CASE("every value of a chart is in its table, in full") {
  CHECK(chart_csv(curves()) ==
        "series,x,y,low,high\nU_1,1,0,,\nU_1,2,50,40,60\nU_1,3,100,90,100\nS,1,20,,\nS,2,,,\n"
        "S,3,20.5,,\n");
  CHECK(chart_csv(matrix()) ==
        "row,column,value\n\"red, fox\",\"red, fox\",80\n\"red, fox\",dog,20\ndog,\"red, fox\",\n"
        "dog,dog,100\ncat,\"red, fox\",0\ncat,dog,12.5\n");
  Chart named{"", "", "", {"class"}, {"%"}};
  named.x.names = {"a", "b"};
  named.series.push_back({"", SeriesKind::bars, {{1, 0.1 + 0.2, NAN, NAN, "of \"b\""}}});
  CHECK(chart_csv(named) == "series,x,y,label\n,b,0.30000000000000004,\"of \"\"b\"\"\"\n");
}

TEST_CASE("a chart has its curves, axes, title and mark in their places, and a gap where none is") {
  ChartLook look;
  look.has_title = true;
  const Drawing drawing = draw(curves(), look);
  const std::string svg = svg_of(drawing, SvgColours::own).element();
  CHECK(svg.find("<title>a &amp; b</title>\n<desc>what &lt;it&gt; shows</desc>") !=
        std::string::npos);
  for (const char* text : {">U_1</text>", ">S</text>", ">epoch</text>", ">H in %</text>",
                           ">100</text>", ">the run</text>", ">a &amp; b</text>", ">2</text>"}) {
    CHECK(count(svg, text) == 1);
  }
  const PlotArea& area = drawing.area;
  const std::string path = drawn_number(area.left) + "," + drawn_number(area.bottom) + " " +
                           drawn_number((area.left + area.right) / 2) + "," +
                           drawn_number((area.top + area.bottom) / 2) + " " +
                           drawn_number(area.right) + "," + drawn_number(area.top);
  CHECK(count(svg, "points=\"" + path + "\" fill=\"none\" stroke=\"#0072B2\"") == 1);
  CHECK(count(svg, "data-name=\"S\"") == 2);  // on both sides of the gap
  CHECK(count(svg, "fill-opacity=\"0.16\"") == 1);
  CHECK(svg.find("nan") == std::string::npos);
  CHECK(svg.find("var(") == std::string::npos);
}

TEST_CASE("on a page a chart has the colours of the page, and says where its values lie") {
  const std::string svg = svg_of(draw(curves()), SvgColours::page).element();
  CHECK(svg.find("stroke=\"var(--chart-1)\"") != std::string::npos);
  CHECK(svg.find("#") == std::string::npos);
  CHECK(svg.find(" data-values=\"1 100 3 0\"") != std::string::npos);
  CHECK(svg.find(">a &amp; b</text>") == std::string::npos);  // the page has it as a heading
}

TEST_CASE("no two texts overlap, however long names are and however many") {
  check_texts(draw(curves()));
  check_texts(draw(matrix()));
  for (const std::size_t names : {1, 5, 12, 30, 200}) {
    for (const std::size_t length : {1, 12, 90}) {
      Chart bars{"",
                 "A title that is long enough for two lines of a chart, and then some more",
                 "",
                 {"class, sorted by its accuracy, of all those of the data set that was tested"},
                 {"accuracy in %", 0, 100}};
      for (std::size_t i = 0; i < names; ++i) {
        bars.x.names.push_back(std::string(length, 'M') + std::to_string(i));
        bars.series.push_back(
            {bars.x.names.back(), SeriesKind::bars, {{static_cast<double>(i), 50}}});
        bars.series.back().is_in_legend = i < 30;
      }
      ChartLook look;
      look.has_title = true;
      check_texts(draw(bars, look));
    }
  }
  for (const double size : {1e-12, 1.0, 123456.789, 1e12}) {
    Chart numbers{"",    "",    "",
                  {"x"}, {"y"}, {{"", SeriesKind::points, {{size, size}, {1.7 * size, -size}}}}};
    numbers.marks.push_back({size, "a mark at the very edge"});
    check_texts(draw(numbers));
  }
}

TEST_CASE("a chart without a value, and one of a single value") {
  const Chart nothing{"", "nothing", "", {"x"}, {"y"}, {{"none", SeriesKind::line, {}}}};
  CHECK(svg_of(draw(nothing), SvgColours::own).file().find("nan") == std::string::npos);
  CHECK(chart_csv(nothing) == "series,x,y\n");
  for (const SeriesKind kind :
       {SeriesKind::line, SeriesKind::points, SeriesKind::bars, SeriesKind::steps}) {
    const Chart one{"", "one", "", {"x"}, {"y"}, {{"one", kind, {{3, 10}}}}};
    const std::string svg = svg_of(draw(one), SvgColours::own).element();
    CHECK(svg.find("nan") == std::string::npos);
    CHECK(svg.find("inf") == std::string::npos);
    CHECK(svg.find("points=\"\"") == std::string::npos);
  }
}

TEST_CASE("points say what they are to whoever points at them, unless they are a cloud") {
  Chart few{"", "", "", {"x"}, {"y"}, {{"A", SeriesKind::points, {{1, 2, 1.5, 2.5, "fox"}}}}};
  CHECK(count(svg_of(draw(few), SvgColours::page).element(),
              "<title>A, fox: 1, 2 [1.5, 2.5]</title>") == 1);
  Chart cloud{"", "", "", {"x"}, {"y"}, {{"A", SeriesKind::points, {}}}};
  for (int i = 0; i < 5000; ++i) cloud.series[0].points.push_back({1.0 * i, 1.0 * (i * i % 997)});
  const std::string svg = svg_of(draw(cloud), SvgColours::page).element();
  CHECK(svg.size() < 150000);
  CHECK(count(svg, "h0") == 5000 + 1);  // and the legend
}

TEST_CASE("a matrix: rows from the top, as strong as its values, which are written in it") {
  const Drawing drawing = draw(matrix());
  const std::string svg = svg_of(drawing, SvgColours::own).element();
  CHECK(count(svg, "<polygon") == 5);  // one value is not known
  CHECK(count(svg, "<title>red, fox \xE2\x86\x92 dog: 20.0</title>") == 1);
  CHECK(count(svg, "fill-opacity=\"0.55\"") == 1);
  CHECK(count(svg, ">80</text>") == 1);
  CHECK(count(svg, ">0</text>") == 0);
  const auto texts = texts_of(drawing);
  const auto y_of = [&](const std::string& name) {
    return std::find_if(texts.begin(), texts.end(),
                        [&](const DrawnText& one) {
                          return one.text == name && one.anchor == TextAnchor::end;
                        })
        ->spot.y;
  };
  CHECK(y_of("red, fox") < y_of("cat"));
}

TEST_CASE("PDF: one page in the chart's size, whatever bytes its texts hold") {
  Chart chart = curves();
  chart.title = "caf\xE9 \x01 (a) \\ b";
  chart.series[0].name = "bad \xFF name";
  const Drawing drawing = draw(chart);
  const std::string pdf = pdf_of(drawing);
  CHECK(pdf.rfind("%PDF-1.", 0) == 0);
  CHECK(pdf.find("%%EOF") != std::string::npos);
  CHECK(count(pdf, "/Count 1") == 1);
  CHECK(pdf.find("/FontFile") != std::string::npos);  // the fonts are in it
  CHECK(pdf_of(draw(matrix())).rfind("%PDF-1.", 0) == 0);
}

TEST_CASE("pgfplots: every value, names escaped") {
  const std::string tex = chart_pgfplots(curves());
  CHECK(tex.find("\\addlegendentry{U\\_1}") != std::string::npos);
  CHECK(tex.find("ylabel={H in \\%}") != std::string::npos);
  CHECK(tex.find("  (1,0)\n  (2,50)\n  (3,100)\n") != std::string::npos);
  CHECK(tex.find("  (2,60)\n  (3,100)\n  (3,90)\n  (2,40)\n} -- cycle;") != std::string::npos);
  CHECK(tex.find("(2,nan)") != std::string::npos);
  CHECK(tex.find("\\usepackage{pgfplots}\n") != std::string::npos);
  CHECK(count(tex, "\\usepackage") == 2);  // once in the first line, for whoever reads it
  CHECK(count(chart_pgfplots(matrix()), "\\fill[") == 5);
}
