#include "host/runs/clock.h"

#include <chrono>
#include <ctime>
#include <iomanip>
#include <sstream>

namespace zeroth::host {

double clock_seconds() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::optional<double> clock_seconds_of(const std::string& stamp) {
  std::tm parts{};
  std::istringstream stream(stamp);
  stream >> std::get_time(&parts, "%Y-%m-%dT%H:%M:%S");
  if (stream.fail()) return std::nullopt;
  double fraction = 0;
  if (stream.peek() == '.') stream >> fraction;
  return static_cast<double>(timegm(&parts)) + fraction;
}

}  // namespace zeroth::host
