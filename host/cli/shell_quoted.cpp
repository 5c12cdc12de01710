#include "host/cli/shell_quoted.h"

namespace zeroth::host {

std::string shell_quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char one : text) quoted += one == '\'' ? std::string("'\\''") : std::string(1, one);
  return quoted + "'";
}

}  // namespace zeroth::host
