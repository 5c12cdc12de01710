#pragma once

#include <initializer_list>
#include <string>
#include <type_traits>

namespace zeroth::host {

/// `text` as it may stand in XML and HTML, also between double quotes. What is neither UTF-8 nor a
/// character of XML becomes U+FFFD.
std::string markup(const std::string& text);

/// A number as short as a drawing allows: two digits behind the point, none that are zero.
std::string drawn_number(double value);

/// An attribute of an element, a number or a text.
struct SvgAttribute {
  template <class Number, std::enable_if_t<std::is_arithmetic_v<Number>, int> = 0>
  SvgAttribute(const char* of, Number number)
      : name(of), value(drawn_number(static_cast<double>(number))) {}
  SvgAttribute(const char* of, std::string text) : name(of), value(std::move(text)) {}

  std::string name, value;
};

/// A drawing as inline SVG. Lengths are pixels, y points down.
class Svg {
 public:
  /// `title` says what is shown to whoever cannot see it.
  Svg(double width, double height, const std::string& title);

  void add(const std::string& element, std::initializer_list<SvgAttribute> attributes);
  void add_text(const std::string& text, std::initializer_list<SvgAttribute> attributes);
  /// Another drawing, its corner at (x, y).
  void add(const Svg& other, double x, double y);

  double width() const { return width_; }
  double height() const { return height_; }
  /// The element `svg`, which can stand in an HTML page.
  std::string element() const { return open({}) + body_ + "</svg>\n"; }
  /// A file of its own.
  std::string file() const;

 private:
  std::string open(std::initializer_list<SvgAttribute> place) const;

  double width_, height_;
  std::string body_;
};

}  // namespace zeroth::host
