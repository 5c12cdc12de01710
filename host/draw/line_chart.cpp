#include "host/draw/line_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace zeroth::host {
namespace {

constexpr double kWidth = 640, kHeight = 360;
constexpr double kLeft = 56, kRight = 110, kTop = 52, kBottom = 52;
// Told apart by the colour-blind too (Okabe and Ito).
constexpr const char* kColours[] = {"#D55E00", "#0072B2", "#000000", "#009E73"};

/// Where numbers lie in the frame.
class Frame {
 public:
  explicit Frame(const LineChart& chart) : low_(chart.marked), high_(chart.marked) {
    for (const LineChart::Curve& curve : chart.curves) {
      for (const auto& [at, percent] : curve.points) {
        low_ = std::min(low_, at);
        high_ = std::max(high_, at);
      }
    }
    if (low_ == high_) high_ = low_ + 1;  // a single point still needs an axis
  }
  double low() const { return low_; }
  double high() const { return high_; }
  double x(double at) const {
    return kLeft + (at - low_) / (high_ - low_) * (kWidth - kLeft - kRight);
  }
  static double y(double percent) {
    return kHeight - kBottom - percent / 100 * (kHeight - kTop - kBottom);
  }

 private:
  double low_, high_;
};

void draw_axes(const LineChart& chart, const Frame& frame, Svg& svg) {
  for (const double percent : round_numbers(0, 100, 5)) {
    const double y = Frame::y(percent);
    svg.add("line",
            {{"x1", kLeft}, {"x2", kWidth - kRight}, {"y1", y}, {"y2", y}, {"stroke", "#dddddd"}});
    svg.add_text(drawn_number(percent), {{"x", kLeft - 8}, {"y", y + 4}, {"text-anchor", "end"}});
  }
  for (const double at : round_numbers(frame.low(), frame.high(), 6)) {
    const double x = frame.x(at), bottom = kHeight - kBottom;
    svg.add("line",
            {{"x1", x}, {"x2", x}, {"y1", bottom}, {"y2", bottom + 5}, {"stroke", "#666666"}});
    svg.add_text(fmt::format("{:.6g}", at),
                 {{"x", x}, {"y", bottom + 19}, {"text-anchor", "middle"}});
  }
  svg.add_text(chart.title, {{"x", kLeft}, {"y", 18}, {"font-size", 15}});
  svg.add_text("%", {{"x", kLeft - 8}, {"y", kTop - 8}, {"text-anchor", "end"}});
  svg.add_text(
      chart.axis,
      {{"x", (kLeft + kWidth - kRight) / 2}, {"y", kHeight - 12}, {"text-anchor", "middle"}});
}

void draw_mark(const LineChart& chart, const Frame& frame, Svg& svg) {
  const double x = frame.x(chart.marked);
  svg.add("line", {{"x1", x},
                   {"x2", x},
                   {"y1", kTop},
                   {"y2", kHeight - kBottom},
                   {"stroke", "#666666"},
                   {"stroke-dasharray", "4 3"}});
  svg.add_text(chart.mark, {{"x", x}, {"y", kTop - 6}, {"text-anchor", "middle"}});
}

void draw_curve(const LineChart::Curve& curve, std::size_t number, const Frame& frame, Svg& svg) {
  const char* colour = kColours[number % std::size(kColours)];
  std::string points;
  for (const auto& [at, percent] : curve.points) {
    points += fmt::format("{}{},{}", points.empty() ? "" : " ", drawn_number(frame.x(at)),
                          drawn_number(Frame::y(percent)));
  }
  svg.add("polyline",
          {{"points", points}, {"fill", "none"}, {"stroke", colour}, {"stroke-width", 2}});
  const double y = kTop + 12 + 20 * static_cast<double>(number), x = kWidth - kRight + 14;
  svg.add(
      "line",
      {{"x1", x}, {"x2", x + 22}, {"y1", y}, {"y2", y}, {"stroke", colour}, {"stroke-width", 2}});
  svg.add_text(curve.name, {{"x", x + 28}, {"y", y + 4}});
}

}  // namespace

std::vector<double> round_numbers(double low, double high, int wanted) {
  const double rough = (high - low) / wanted;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  double step = power;
  for (const double factor : {2.0, 5.0, 10.0}) {
    if (factor * power <= 1.5 * rough) step = factor * power;
  }
  std::vector<double> numbers;
  const double slack = 1e-9 * (high - low);
  for (double i = std::ceil((low - slack) / step); i * step <= high + slack; ++i) {
    numbers.push_back(i * step + 0.0);
  }
  return numbers;
}

Svg draw(const LineChart& chart) {
  Svg svg(kWidth, kHeight, chart.title);
  svg.add("rect", {{"width", kWidth}, {"height", kHeight}, {"fill", "#ffffff"}});
  const Frame frame(chart);
  draw_axes(chart, frame, svg);
  draw_mark(chart, frame, svg);
  for (std::size_t i = 0; i < chart.curves.size(); ++i) draw_curve(chart.curves[i], i, frame, svg);
  return svg;
}

}  // namespace zeroth::host
