#include "host/draw/drawing_svg.h"

#include <fmt/format.h>

#include "host/draw/marker_strokes.h"

namespace zeroth::host {
namespace {

/// A name that means the colour in whatever the drawing stands in.
std::string colour_text(const Colour& colour, SvgColours colours) {
  if (colour.ink == Ink::none) return "none";
  return colours == SvgColours::own ? hex_of(colour) : "var(" + variable_of(colour) + ")";
}

void fill(const Colour& colour, SvgColours colours, std::vector<SvgAttribute>& attributes) {
  attributes.emplace_back("fill", colour_text(colour, colours));
  if (colour.opacity < 1) attributes.emplace_back("fill-opacity", colour.opacity);
}

std::string spots_text(const std::vector<Spot>& spots) {
  std::string text;
  for (const Spot& spot : spots) {
    text += text.empty() ? "" : " ";
    text += drawn_number(spot.x) + "," + drawn_number(spot.y);
  }
  return text;
}

std::string joined(const std::vector<double>& numbers) {
  std::string text;
  for (const double number : numbers) text += (text.empty() ? "" : " ") + drawn_number(number);
  return text;
}

/// Writes shapes into an Svg.
class SvgShapes {
 public:
  SvgShapes(Svg& svg, SvgColours colours) : svg_(svg), colours_(colours) {}

  void operator()(const DrawnPath& path) const {
    const bool is_line = path.spots.size() == 2 && path.name.empty();
    std::vector<SvgAttribute> attributes = {{"points", spots_text(path.spots)}};
    if (is_line) {
      attributes = {{"x1", path.spots[0].x},
                    {"y1", path.spots[0].y},
                    {"x2", path.spots[1].x},
                    {"y2", path.spots[1].y}};
    }
    fill(path.fill, colours_, attributes);
    if (path.stroke.ink != Ink::none) {
      attributes.emplace_back("stroke", colour_text(path.stroke, colours_));
      attributes.emplace_back("stroke-width", path.width);
      if (path.stroke.opacity < 1) attributes.emplace_back("stroke-opacity", path.stroke.opacity);
      if (!path.dashes.empty()) attributes.emplace_back("stroke-dasharray", joined(path.dashes));
      attributes.emplace_back("stroke-linejoin", "round");
    }
    if (!path.name.empty()) attributes.emplace_back("data-name", path.name);
    svg_.add(path.is_closed ? "polygon" : is_line ? "line" : "polyline", attributes, path.tip);
  }

  void operator()(const DrawnMarkers& markers) const {
    if (markers.tips.empty()) {
      std::string outline;
      for (const Spot& spot : markers.spots) outline += outline_of(markers, spot);
      svg_.add("path", attributes_of(markers, outline));
      return;
    }
    for (std::size_t i = 0; i < markers.spots.size(); ++i) {
      svg_.add("path", attributes_of(markers, outline_of(markers, markers.spots[i])),
               markers.tips[i]);
    }
  }

  void operator()(const DrawnText& text) const {
    static constexpr const char* kAnchors[] = {"start", "middle", "end"};
    std::vector<SvgAttribute> attributes = {{"x", text.spot.x}, {"y", text.spot.y}};
    if (text.anchor != TextAnchor::start) {
      attributes.emplace_back("text-anchor", kAnchors[static_cast<std::size_t>(text.anchor)]);
    }
    if (text.size != 12) attributes.emplace_back("font-size", text.size);
    if (text.is_turned) {
      attributes.emplace_back(
          "transform",
          fmt::format("rotate(-90 {} {})", drawn_number(text.spot.x), drawn_number(text.spot.y)));
    }
    fill(text.colour, colours_, attributes);
    svg_.add_text(text.text, attributes);
  }

 private:
  static std::string outline_of(const DrawnMarkers& markers, const Spot& spot) {
    std::string text = "M" + drawn_number(spot.x) + " " + drawn_number(spot.y);
    if (markers.shape == MarkerShape::circle) return text + "h0";  // a dot with a round cap
    text.clear();
    for (const auto& stroke : marker_strokes(markers.shape, markers.size)) {
      for (std::size_t i = 0; i < stroke.size(); ++i) {
        text += (i == 0 ? "M" : "L") + drawn_number(spot.x + stroke[i].x) + " " +
                drawn_number(spot.y + stroke[i].y);
      }
    }
    return text + (is_filled(markers.shape) ? "Z" : "");
  }

  std::vector<SvgAttribute> attributes_of(const DrawnMarkers& markers,
                                          const std::string& outline) const {
    std::vector<SvgAttribute> attributes = {{"d", outline}};
    const std::string colour = colour_text(markers.colour, colours_);
    if (markers.shape == MarkerShape::circle) {
      attributes.emplace_back("stroke-linecap", "round");
      attributes.emplace_back("stroke-width", markers.size);
      attributes.emplace_back("stroke", colour);
    } else if (is_filled(markers.shape)) {
      attributes.emplace_back("fill", colour);
    } else {
      attributes.emplace_back("stroke-width", markers.size / 4);
      attributes.emplace_back("stroke", colour);
    }
    if (markers.colour.opacity < 1) attributes.emplace_back("opacity", markers.colour.opacity);
    return attributes;
  }

  Svg& svg_;
  SvgColours colours_;
};

}  // namespace

Svg svg_of(const Drawing& drawing, SvgColours colours) {
  Svg svg(drawing.width, drawing.height, drawing.title, drawing.about);
  if (colours == SvgColours::page) {
    const PlotArea& area = drawing.area;
    svg.set({"data-plot", joined({area.left, area.top, area.right, area.bottom})});
    svg.set({"data-values",
             fmt::format("{} {} {} {}", area.x_low, area.y_high, area.x_high, area.y_low)});
    svg.set({"data-logarithmic", fmt::format("{}{}", area.x_is_logarithmic ? "x" : "",
                                             area.y_is_logarithmic ? "y" : "")});
    svg.set({"data-titles", area.x_title + "\n" + area.y_title});
  } else {
    svg.add("rect", {{"width", drawing.width},
                     {"height", drawing.height},
                     {"fill", colour_text({Ink::paper}, colours)}});
  }
  for (const DrawnShape& shape : drawing.shapes) std::visit(SvgShapes(svg, colours), shape);
  return svg;
}

}  // namespace zeroth::host
