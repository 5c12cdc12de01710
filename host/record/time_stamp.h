#pragma once

#include <string>

namespace zeroth::host {

/// Now, as "2026-01-31T12:34:56.789Z".
std::string time_stamp();

}  // namespace zeroth::host
