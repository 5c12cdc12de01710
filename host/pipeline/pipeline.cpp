#include "host/pipeline/pipeline.h"

namespace zeroth::host {

std::string Pipeline::where(const std::string& pointer) const {
  for (std::string at = pointer;; at.resize(at.rfind('/'))) {
    const auto origin = origins.find(at);
    if (origin != origins.end()) return origin->second + (pointer.empty() ? "" : "  " + pointer);
    if (at.empty()) return pointer;
  }
}

std::filesystem::path Pipeline::folder_of(const std::string& pointer) const {
  const auto origin = origins.find(pointer);
  if (origin == origins.end()) return {};
  std::string place = origin->second.substr(0, origin->second.rfind(" (preset "));
  for (int number = 0; number < 2; ++number) {  // "file:line:col"
    const auto colon = place.rfind(':');
    const auto digits = place.find_first_not_of("0123456789", colon + 1);
    if (colon == std::string::npos || digits != std::string::npos) return {};
    place.resize(colon);
  }
  return std::filesystem::path(place).parent_path();
}

}  // namespace zeroth::host
