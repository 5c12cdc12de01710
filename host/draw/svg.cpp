#include "host/draw/svg.h"

#include <fmt/format.h>

#include <cmath>
#include <cstddef>

namespace zeroth::host {
namespace {

constexpr const char* kReplacement = "\xEF\xBF\xBD";

/// Bytes of the character that begins at `at`; 0 where none does.
std::size_t character_length(const std::string& text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  if (first < 0x80) return first >= 0x20 || first == '\n' || first == '\t' ? 1 : 0;
  const std::size_t length = first >= 0xF0 && first < 0xF5   ? 4
                             : first >= 0xE0 && first < 0xF0 ? 3
                             : first >= 0xC2 && first < 0xE0 ? 2
                                                             : 0;
  if (length == 0 || at + length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return 0;
  }
  const unsigned char second = byte(at + 1);
  const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool outside = (first == 0xED && second >= 0xA0) || (first == 0xF4 && second >= 0x90);
  return overlong || outside ? 0 : length;
}

std::string written(std::initializer_list<SvgAttribute> attributes) {
  std::string text;
  for (const SvgAttribute& one : attributes) {
    text += fmt::format(" {}=\"{}\"", one.name, markup(one.value));
  }
  return text;
}

}  // namespace

std::string markup(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = character_length(text, at);
    switch (text[at]) {
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
        out += length == 0 ? kReplacement : text.substr(at, length);
    }
    at += length == 0 ? 1 : length;
  }
  return out;
}

std::string drawn_number(double value) {
  const double rounded = std::round(value * 100) / 100;
  return fmt::format("{:.12g}", rounded == 0 ? 0.0 : rounded);  // never -0
}

Svg::Svg(double width, double height, const std::string& title) : width_(width), height_(height) {
  body_ = "<title>" + markup(title) + "</title>\n";
}

void Svg::add(const std::string& element, std::initializer_list<SvgAttribute> attributes) {
  body_ += fmt::format("<{}{}/>\n", element, written(attributes));
}

void Svg::add_text(const std::string& text, std::initializer_list<SvgAttribute> attributes) {
  body_ += fmt::format("<text{}>{}</text>\n", written(attributes), markup(text));
}

void Svg::add(const Svg& other, double x, double y) {
  body_ += other.open({{"x", x}, {"y", y}}) + other.body_ + "</svg>\n";
}

std::string Svg::open(std::initializer_list<SvgAttribute> place) const {
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\"{} width=\"{}\" height=\"{}\" "
      "viewBox=\"0 0 {} {}\" role=\"img\" font-family=\"sans-serif\" font-size=\"12\">\n",
      written(place), drawn_number(width_), drawn_number(height_), drawn_number(width_),
      drawn_number(height_));
}

std::string Svg::file() const { return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + element(); }

}  // namespace zeroth::host
