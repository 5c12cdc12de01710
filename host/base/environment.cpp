#include "host/base/environment.h"

#include <cstdlib>

namespace zeroth::host {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

}  // namespace zeroth::host
