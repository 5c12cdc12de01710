#include "host/record/this_machine.h"

#include <fmt/format.h>
#include <pwd.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <string>

#include "host/base/begins_with.h"

namespace zeroth::host {
namespace {

/// What follows `key` on its line of a file of lines "key  :  value" or "key=value".
std::string value_in(const char* file, const std::string& key, char separator) {
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) {
    if (!begins_with(line, key)) continue;
    const auto at = line.find(separator);
    if (at == std::string::npos) continue;
    const auto first = line.find_first_not_of(" \t\"", at + 1);
    const auto last = line.find_last_not_of(" \t\"");
    if (first != std::string::npos && last >= first) return line.substr(first, last - first + 1);
  }
  return "";
}

std::string processor(const utsname& system) {
  const std::string name = value_in("/proc/cpuinfo", "model name", ':');
  return name.empty() ? system.machine : name;
}

std::string user() {
  const passwd* entry = getpwuid(geteuid());
  return entry ? entry->pw_name : fmt::format("{}", geteuid());
}

}  // namespace

Json this_machine() {
  utsname system{};
  uname(&system);
  const std::string distribution = value_in("/etc/os-release", "PRETTY_NAME", '=');
  return {{"host", system.nodename},
          {"processor", processor(system)},
          {"system", fmt::format("{}{}{} {}", distribution, distribution.empty() ? "" : ", ",
                                 system.sysname, system.release)},
          {"user", user()},
          {"pid", getpid()}};
}

}  // namespace zeroth::host
