#pragma once

#include <string>
#include <type_traits>
#include <vector>

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
  /// `title` says what is shown to whoever cannot see it, and `about` says more.
  Svg(double width, double height, const std::string& title, const std::string& about = "");

  /// An attribute of the drawing itself.
  void set(const SvgAttribute& attribute) { more_.push_back(attribute); }
  /// `tip` is what it says to whoever points at it.
  void add(const std::string& element, const std::vector<SvgAttribute>& attributes,
           const std::string& tip = "");
  void add_text(const std::string& text, const std::vector<SvgAttribute>& attributes);
  /// Another drawing, its corner at (x, y).
  void add(const Svg& other, double x, double y);

  double width() const { return width_; }
  double height() const { return height_; }
  /// The element `svg`, which can stand in an HTML page.
  std::string element() const { return open({}) + body_ + "</svg>\n"; }
  /// A file of its own.
  std::string file() const;

 private:
  std::string open(const std::vector<SvgAttribute>& place) const;

  double width_, height_;
  std::vector<SvgAttribute> more_;
  std::string body_;
};

}  // namespace zeroth::host
