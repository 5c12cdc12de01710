#include "host/text/required_path.h"

namespace zeroth::host {

std::string required_path(const Description& description) {
  for (const ParameterDescription& one : description.parameters) {
    if (one.is_path && !one.default_value) return one.name;
  }
  return "";
}

}  // namespace zeroth::host
