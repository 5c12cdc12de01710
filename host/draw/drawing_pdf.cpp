#include "host/draw/drawing_pdf.h"

#include <cairo-pdf.h>
#include <fmt/format.h>

#include <cmath>
#include <memory>

#include "host/base/problem.h"
#include "host/draw/clean_text.h"
#include "host/draw/marker_strokes.h"

namespace zeroth::host {
namespace {

constexpr double kPoints = 0.75;  // of a pixel: 72 to the inch, and 96
constexpr double kPi = 3.14159265358979323846;

cairo_status_t append(void* text, const unsigned char* bytes, unsigned int size) {
  static_cast<std::string*>(text)->append(reinterpret_cast<const char*>(bytes), size);
  return CAIRO_STATUS_SUCCESS;
}

double channel(const std::string& hex, std::size_t number) {
  return std::stoi(hex.substr(1 + 2 * number, 2), nullptr, 16) / 255.0;
}

/// Draws shapes by cairo.
class PdfShapes {
 public:
  explicit PdfShapes(cairo_t* cairo) : cairo_(cairo) {
    cairo_select_font_face(cairo_, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  }

  void operator()(const DrawnPath& path) const {
    trace(path.spots, {}, path.is_closed);
    if (path.fill.ink != Ink::none) {
      take(path.fill);
      cairo_fill_preserve(cairo_);
    }
    if (path.stroke.ink != Ink::none) {
      take(path.stroke);
      cairo_set_line_width(cairo_, path.width);
      cairo_set_line_join(cairo_, CAIRO_LINE_JOIN_ROUND);
      cairo_set_dash(cairo_, path.dashes.data(), static_cast<int>(path.dashes.size()), 0);
      cairo_stroke_preserve(cairo_);
    }
    cairo_new_path(cairo_);
  }

  void operator()(const DrawnMarkers& markers) const {
    take(markers.colour);
    cairo_set_dash(cairo_, nullptr, 0, 0);
    cairo_set_line_width(cairo_, markers.size / 4);
    for (const Spot& spot : markers.spots) {
      if (markers.shape == MarkerShape::circle) {
        cairo_arc(cairo_, spot.x, spot.y, markers.size / 2, 0, 2 * kPi);
        cairo_close_path(cairo_);
      }
      for (const auto& stroke : marker_strokes(markers.shape, markers.size)) {
        trace(stroke, spot, is_filled(markers.shape));
      }
      is_filled(markers.shape) ? cairo_fill(cairo_) : cairo_stroke(cairo_);
    }
  }

  void operator()(const DrawnText& text) const {
    const std::string line = clean_line(text.text);
    take(text.colour);
    cairo_set_font_size(cairo_, text.size);
    cairo_text_extents_t extents;
    cairo_text_extents(cairo_, line.c_str(), &extents);
    const double share = text.anchor == TextAnchor::start ? 0
                         : text.anchor == TextAnchor::end ? 1
                                                          : 0.5;
    cairo_save(cairo_);
    cairo_translate(cairo_, text.spot.x, text.spot.y);
    if (text.is_turned) cairo_rotate(cairo_, -kPi / 2);
    cairo_move_to(cairo_, -share * extents.x_advance, 0);
    cairo_show_text(cairo_, line.c_str());
    cairo_restore(cairo_);
    cairo_new_path(cairo_);
  }

 private:
  void take(const Colour& colour) const {
    const std::string hex = hex_of(colour);
    cairo_set_source_rgba(cairo_, channel(hex, 0), channel(hex, 1), channel(hex, 2),
                          colour.opacity);
  }

  void trace(const std::vector<Spot>& spots, Spot origin, bool is_closed) const {
    for (const Spot& spot : spots) cairo_line_to(cairo_, origin.x + spot.x, origin.y + spot.y);
    is_closed ? cairo_close_path(cairo_) : cairo_new_sub_path(cairo_);
  }

  cairo_t* cairo_;
};

void check(cairo_status_t status) {
  if (status == CAIRO_STATUS_SUCCESS) return;
  throw Failure(Exit::internal, {"cannot draw a chart as PDF",
                                 "",
                                 {cairo_status_to_string(status)},
                                 "take its SVG, and report this"});
}

}  // namespace

std::string pdf_of(const Drawing& drawing) {
  std::string bytes;
  const std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)> surface(
      cairo_pdf_surface_create_for_stream(append, &bytes, drawing.width * kPoints,
                                          drawing.height * kPoints),
      cairo_surface_destroy);
  // Of later versions every cairo writes another one.
  cairo_pdf_surface_restrict_to_version(surface.get(), CAIRO_PDF_VERSION_1_4);
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE,
                                 clean_line(drawing.title).c_str());
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_SUBJECT,
                                 clean_line(drawing.about).c_str());
  const std::unique_ptr<cairo_t, decltype(&cairo_destroy)> cairo(cairo_create(surface.get()),
                                                                 cairo_destroy);
  cairo_scale(cairo.get(), kPoints, kPoints);
  for (const DrawnShape& shape : drawing.shapes) std::visit(PdfShapes(cairo.get()), shape);
  check(cairo_status(cairo.get()));
  cairo_surface_finish(surface.get());
  check(cairo_surface_status(surface.get()));
  return bytes;
}

}  // namespace zeroth::host
