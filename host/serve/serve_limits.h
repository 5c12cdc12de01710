#pragma once

#include <cstdint>

#include "host/http/exchange.h"

namespace zeroth::host {

/// What a client may take of a server that scores rows.
struct ServeLimits : HttpLimits {
  ServeLimits() { when_late = "send it at once, or serve with a longer --timeout"; }

  std::int64_t rows = 10'000;  ///< of a request
};

}  // namespace zeroth::host
