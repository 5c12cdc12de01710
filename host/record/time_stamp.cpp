#include "host/record/time_stamp.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>

namespace zeroth::host {

std::string time_stamp() {
  using std::chrono::milliseconds;
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  const auto whole = std::chrono::duration_cast<milliseconds>(since).count();
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
                     fmt::gmtime(static_cast<std::time_t>(whole / 1000)), whole % 1000);
}

}  // namespace zeroth::host
