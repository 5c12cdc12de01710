#include "host/runs/units.h"

#include <fmt/format.h>

#include <cctype>
#include <charconv>
#include <cmath>
#include <map>

#include "host/base/lower_case.h"

namespace zeroth::host {
namespace {

constexpr double kMinute = 60, kHour = 60 * kMinute, kDay = 24 * kHour, kWeek = 7 * kDay;
constexpr double kKibi = 1024;

/// A number with a unit behind it, times what the unit stands for.
std::optional<double> measure_of(const std::string& text,
                                 const std::map<std::string, double>& units) {
  std::size_t end = text.size();
  while (end > 0 && std::isalpha(static_cast<unsigned char>(text[end - 1]))) --end;
  const auto unit = units.find(lower_case(text.substr(end)));
  while (end > 0 && text[end - 1] == ' ') --end;
  const auto number = number_of(text.substr(0, end));
  if (unit == units.end() || !number) return std::nullopt;
  return *number * unit->second;
}

}  // namespace

std::string span_text(double seconds) {
  constexpr double kShort = 10;
  if (seconds < kShort) return fmt::format("{:.1f} s", seconds);
  if (seconds < kMinute) return fmt::format("{:.0f} s", std::floor(seconds));
  if (seconds < kHour) return fmt::format("{:.0f} m", std::floor(seconds / kMinute));
  if (seconds < 2 * kDay) return fmt::format("{:.0f} h", std::floor(seconds / kHour));
  return fmt::format("{:.0f} d", std::floor(seconds / kDay));
}

std::optional<double> span_of(const std::string& text) {
  return measure_of(text, {{"", 1},
                           {"s", 1},
                           {"m", kMinute},
                           {"min", kMinute},
                           {"h", kHour},
                           {"d", kDay},
                           {"w", kWeek}});
}

std::string size_text(std::uintmax_t bytes) {
  double size = static_cast<double>(bytes);
  const char* units = "BKMGTPE";
  while (size >= kKibi && units[1]) {
    size /= kKibi;
    ++units;
  }
  constexpr double kTwoDigits = 10;
  const bool needs_fraction = size < kTwoDigits && *units != 'B';
  return needs_fraction ? fmt::format("{:.1f} {}", size, *units)
                        : fmt::format("{:.0f} {}", size, *units);
}

std::optional<double> size_of(const std::string& text) {
  std::map<std::string, double> units = {{"", 1}, {"b", 1}};
  double size = kKibi;
  for (const char* unit : {"k", "m", "g", "t"}) {
    for (const char* ending : {"", "b", "ib"}) units[std::string(unit) + ending] = size;
    size *= kKibi;
  }
  return measure_of(text, units);
}

std::optional<double> number_of(const std::string& text) {
  const char* begin = text.data() + (!text.empty() && text[0] == '+' ? 1 : 0);
  const char* end = text.data() + text.size();
  double number = 0;
  const auto [stop, error] = std::from_chars(begin, end, number);
  if (begin == end || stop != end || error != std::errc() || !std::isfinite(number)) {
    return std::nullopt;
  }
  return number;
}

}  // namespace zeroth::host
