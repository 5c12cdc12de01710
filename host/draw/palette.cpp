#include "host/draw/palette.h"

#include <fmt/format.h>

namespace zeroth::host {
namespace {

constexpr const char* kSeries[kSeriesColours] = {"#0072B2", "#D55E00", "#008560",
                                                 "#B0478C", "#8A6D00", "#333333"};

}  // namespace

std::string hex_of(const Colour& colour) {
  switch (colour.ink) {
    case Ink::paper:
      return "#ffffff";
    case Ink::text:
      return "#1d2125";
    case Ink::quiet:
      return "#5a636d";
    case Ink::grid:
      return "#dcdfe2";
    case Ink::series:
      return kSeries[colour.number % kSeriesColours];
    case Ink::none:
      break;
  }
  return "none";
}

std::string variable_of(const Colour& colour) {
  switch (colour.ink) {
    case Ink::paper:
      return "--chart-paper";
    case Ink::text:
      return "--chart-text";
    case Ink::quiet:
      return "--chart-quiet";
    case Ink::grid:
      return "--chart-grid";
    case Ink::series:
      return fmt::format("--chart-{}", colour.number % kSeriesColours + 1);
    case Ink::none:
      break;
  }
  return "";
}

std::vector<double> dashes_of(std::size_t series) {
  switch (series / kSeriesColours % 4) {
    case 1:
      return {6, 3};
    case 2:
      return {2, 2.5};
    case 3:
      return {8, 3, 2, 3};
    default:
      return {};
  }
}

}  // namespace zeroth::host
