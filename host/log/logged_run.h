#pragma once

#include <filesystem>
#include <string>

#include "host/base/json.h"

namespace zeroth::host {

/// What other programs are told of a run beside its metrics.
struct LoggedRun {
  std::filesystem::path directory;  ///< absolute
  std::string id;    ///< 32 hexadecimal digits: of this run and no other, wherever it is moved
  double start = 0;  ///< seconds since 1970
  Json pipeline;     ///< resolved
  std::string user, command;
  double ended = 0;  ///< seconds since 1970; 0: it has not, or does so now
};

/// How a run ended.
enum class LoggedEnd { finished, stopped, failed };

}  // namespace zeroth::host
