#include "host/compare/told_difference.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/statistics/words.h"

namespace zeroth::host {
namespace {

/// As a table shows it.
double shown_value(double value) { return std::stod(fmt::format("{:.1f}", value)); }

}  // namespace

std::string told_difference(const Json& figures, const std::string& name) {
  const Json& one = figures.at("difference").at(name);
  const double value = shown_value(figures.at("second").at(name).get<double>()) -
                       shown_value(figures.at("first").at(name).get<double>());
  return difference_text(value, {std::min(one.at("low").get<double>(), value),
                                 std::max(one.at("high").get<double>(), value)});
}

}  // namespace zeroth::host
