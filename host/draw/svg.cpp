#include "host/draw/svg.h"

#include <fmt/format.h>

#include <cmath>

#include "host/draw/clean_text.h"

namespace zeroth::host {
namespace {

std::string written(const std::vector<SvgAttribute>& attributes) {
  std::string text;
  for (const SvgAttribute& one : attributes) {
    text += fmt::format(" {}=\"{}\"", one.name, markup(one.value));
  }
  return text;
}

}  // namespace

std::string markup(const std::string& text) {
  std::string out;
  for (const std::string& one : characters_of(text)) {
    switch (one.front()) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += one;
    }
  }
  return out;
}

std::string drawn_number(double value) {
  const double rounded = std::round(value * 100) / 100;
  return fmt::format("{:.12g}", rounded == 0 ? 0.0 : rounded);  // never -0
}

Svg::Svg(double width, double height, const std::string& title, const std::string& about)
    : width_(width), height_(height) {
  body_ = "<title>" + markup(title) + "</title>\n";
  if (!about.empty()) body_ += "<desc>" + markup(about) + "</desc>\n";
}

void Svg::add(const std::string& element, const std::vector<SvgAttribute>& attributes,
              const std::string& tip) {
  body_ += fmt::format("<{}{}", element, written(attributes));
  body_ += tip.empty() ? "/>\n" : fmt::format("><title>{}</title></{}>\n", markup(tip), element);
}

void Svg::add_text(const std::string& text, const std::vector<SvgAttribute>& attributes) {
  body_ += fmt::format("<text{}>{}</text>\n", written(attributes), markup(text));
}

void Svg::add(const Svg& other, double x, double y) {
  body_ += other.open({{"x", x}, {"y", y}}) + other.body_ + "</svg>\n";
}

std::string Svg::open(const std::vector<SvgAttribute>& place) const {
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\"{} width=\"{}\" height=\"{}\" "
      "viewBox=\"0 0 {} {}\" role=\"img\" font-family=\"sans-serif\" font-size=\"12\"{}>\n",
      written(place), drawn_number(width_), drawn_number(height_), drawn_number(width_),
      drawn_number(height_), written(more_));
}

std::string Svg::file() const { return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + element(); }

}  // namespace zeroth::host
