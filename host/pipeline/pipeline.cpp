#include "host/pipeline/pipeline.h"

namespace zeroth::host {

std::string Pipeline::where(const std::string& pointer) const {
  for (std::string at = pointer;; at.resize(at.rfind('/'))) {
    const auto origin = origins.find(at);
    if (origin != origins.end()) return origin->second + (pointer.empty() ? "" : "  " + pointer);
    if (at.empty()) return pointer;
  }
}

}  // namespace zeroth::host
