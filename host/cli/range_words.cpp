#include "host/cli/range_words.h"

#include <fmt/format.h>

#include <regex>

#include "host/runs/units.h"

namespace zeroth::host {
namespace {

/// "0.001" of "0.001000".
std::string bound_text(std::string bound) {
  if (bound.find('.') == std::string::npos) return bound;
  bound.erase(bound.find_last_not_of('0') + 1);
  if (bound.back() == '.') bound.pop_back();
  return bound;
}

/// What the value should have been. The parser writes the smallest number above 0 as 0, too.
std::string demand_of(const std::string& value, const std::string& least, const std::string& most) {
  constexpr double kUnbounded = 1e300;
  const auto number = number_of(value);
  if (!number) return "be a number";
  const bool has_end = number_of(most).value_or(kUnbounded) < kUnbounded;
  if (has_end) return fmt::format("be from {} to {}", bound_text(least), bound_text(most));
  return *number == 0 ? "be above 0" : "not be below 0";
}

}  // namespace

std::string with_range_in_words(const std::string& message) {
  // "0 to 3" of CLI11 2.1, "[0 - 3]" of a later one.
  static const std::regex kOutOfRange(
      R"((\S+): Value ([\s\S]*) not in range \[?(\S+) (?:to|-) ([^\s\]]+)\]?)");
  std::smatch found;
  if (!std::regex_match(message, found, kOutOfRange)) return message;
  const std::string value = found[2];
  return fmt::format("{} must {}, not \"{}\"", found[1].str(), demand_of(value, found[3], found[4]),
                     value);
}

}  // namespace zeroth::host
