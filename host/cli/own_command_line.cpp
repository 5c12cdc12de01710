#include "host/cli/own_command_line.h"

#include <fstream>

namespace zeroth::host {

std::vector<std::string> own_command_line() {
  std::ifstream stream("/proc/self/cmdline", std::ios::binary);
  std::vector<std::string> arguments;
  for (std::string one; std::getline(stream, one, '\0');) arguments.push_back(one);
  return arguments;
}

}  // namespace zeroth::host
